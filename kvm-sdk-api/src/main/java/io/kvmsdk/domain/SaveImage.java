package io.kvmsdk.domain;

import io.kvmsdk.progress.ProgressListener;
import java.time.Duration;

/** A handle on a file that a domain was saved to with {@link Domain#save}. */
public interface SaveImage {
  /** Absolute, on the host. */
  String path();

  /**
   * The document of the domain as it ran. libvirt: {@code virDomainSaveImageGetXMLDesc}, with
   * secrets.
   *
   * @throws io.kvmsdk.error.NotFoundException if there is no such file
   * @throws io.kvmsdk.error.InvalidSpecException if it is no saved domain
   */
  String xml();

  /**
   * Changes the document of the domain in the file: what the guest cannot see, as the paths of its
   * disks. RUNNING or PAUSED also change what it does once restored. libvirt: {@code
   * virDomainSaveImageDefineXML}.
   */
  void defineXml(String xml, SaveOption... options);

  /** As {@link #restore(ProgressListener, Duration, SaveOption...)}, within an hour. */
  default Domain restore(SaveOption... options) {
    return restore(ProgressListener.NONE, Duration.ofHours(1), options);
  }

  /**
   * Lets the guest go on where it was, with its disks as they are now. The file stays: whoever
   * restores it again, after the guest has gone on, ruins its file systems. A domain that is no
   * longer defined is gone once it ends. libvirt: {@code virDomainRestoreFlags}.
   *
   * @param listener is told in bytes of the guest's memory
   * @throws io.kvmsdk.error.ConflictException if the domain runs, or would write to a golden image
   * @throws io.kvmsdk.error.TimedOutException if it took longer; the domain was destroyed
   */
  Domain restore(ProgressListener listener, Duration atMost, SaveOption... options);
}
