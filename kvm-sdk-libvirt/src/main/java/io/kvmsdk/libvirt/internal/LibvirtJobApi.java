package io.kvmsdk.libvirt.internal;

import com.sun.jna.Library;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.NativeLongByReference;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/**
 * The functions for long work on whole domains that libvirt-java lacks; those that migrate it has
 * with arrays of a structure whose text is in the platform's encoding.
 */
interface LibvirtJobApi extends Library {
  int virDomainSaveFlags(DomainPointer domain, String file, String xml, int flags);

  int virDomainRestoreFlags(ConnectionPointer connection, String file, String xml, int flags);

  CString virDomainSaveImageGetXMLDesc(ConnectionPointer connection, String file, int flags);

  int virDomainSaveImageDefineXML(ConnectionPointer connection, String file, String xml, int flags);

  int virDomainCoreDumpWithFormat(DomainPointer domain, String file, int format, int flags);

  DomainPointer virDomainMigrate3(
      DomainPointer domain, ConnectionPointer target, Pointer parameters, int count, int flags);

  int virDomainMigrateToURI3(
      DomainPointer domain, String uri, Pointer parameters, int count, int flags);

  int virDomainMigrateStartPostCopy(DomainPointer domain, int flags);

  int virDomainMigrateGetMaxSpeed(DomainPointer domain, NativeLongByReference mib, int flags);

  int virDomainMigrateSetMaxSpeed(DomainPointer domain, NativeLong mib, int flags);

  int virDomainMigrateGetMaxDowntime(DomainPointer domain, LongByReference millis, int flags);

  int virConnectCompareHypervisorCPU(
      ConnectionPointer connection,
      String emulator,
      String architecture,
      String machine,
      String domainType,
      String cpu,
      int flags);

  CString virConnectBaselineHypervisorCPU(
      ConnectionPointer connection,
      String emulator,
      String architecture,
      String machine,
      String domainType,
      String[] cpus,
      int count,
      int flags);

  int virConnectCompareCPU(ConnectionPointer connection, String cpu, int flags);
}
