package io.kvmsdk.libvirt.internal;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.libvirt.jna.CString;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.StreamPointer;

/** C functions about what goes on in a guest, and at its screen and console. */
public interface GuestApi {
  /** {@code virStreamEventCallback}. */
  interface StreamFunction extends Callback {
    void onEvent(Pointer stream, int events, Pointer opaque);
  }

  int virDomainInjectNMI(DomainPointer domain, int flags);

  int virDomainOpenConsole(DomainPointer domain, String alias, StreamPointer stream, int flags);

  int virDomainOpenChannel(DomainPointer domain, String name, StreamPointer stream, int flags);

  int virStreamEventAddCallback(
      StreamPointer stream,
      int events,
      StreamFunction function,
      Pointer opaque,
      Pointer freeFunction);

  int virDomainAgentSetResponseTimeout(DomainPointer domain, int timeout, int flags);

  CString virDomainGetHostname(DomainPointer domain, int flags);

  int virDomainFSFreeze(DomainPointer domain, String[] mountPoints, int count, int flags);

  int virDomainFSThaw(DomainPointer domain, String[] mountPoints, int count, int flags);

  int virDomainFSTrim(DomainPointer domain, String mountPoint, long minimum, int flags);

  int virDomainGetFSInfo(DomainPointer domain, PointerByReference array, int flags);

  void virDomainFSInfoFree(Pointer info);

  int virDomainGetGuestInfo(
      DomainPointer domain, int types, PointerByReference params, IntByReference count, int flags);

  int virDomainGetTime(
      DomainPointer domain, LongByReference seconds, IntByReference nanoseconds, int flags);

  int virDomainSetTime(DomainPointer domain, long seconds, int nanoseconds, int flags);

  int virDomainAuthorizedSSHKeysGet(
      DomainPointer domain, String user, PointerByReference keys, int flags);

  int virDomainAuthorizedSSHKeysSet(
      DomainPointer domain, String user, String[] keys, int count, int flags);

  int virDomainGetGuestVcpus(
      DomainPointer domain, PointerByReference params, IntByReference count, int flags);

  int virDomainSetGuestVcpus(DomainPointer domain, String vcpus, int online, int flags);

  int virDomainShutdownFlags(DomainPointer domain, int flags);
}
