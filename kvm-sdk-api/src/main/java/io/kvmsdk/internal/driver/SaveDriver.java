package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.DumpFormat;
import io.kvmsdk.domain.DumpOption;
import io.kvmsdk.domain.SaveOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * libvirt's calls that write a guest's memory to files of the host, or read it. The long ones come
 * back at once, with what will have their result: when that is there, the pacer's pauses end. They
 * ignore its being cancelled: {@link JobDriver#abort} is what ends them. A file that they made and
 * did not finish is gone.
 */
public interface SaveDriver {
  /** {@code virDomainManagedSave}. */
  CompletableFuture<Void> managedSave(UUID domain, Set<SaveOption> options);

  /** {@code virDomainSaveFlags}; writes over what is there. */
  CompletableFuture<Void> save(UUID domain, String path, Set<SaveOption> options);

  /** {@code virDomainCoreDumpWithFormat}; writes over what is there. */
  CompletableFuture<Void> coreDump(
      UUID domain, String path, DumpFormat format, Set<DumpOption> options);

  /** {@code virDomainRestoreFlags}; gives the domain whose document is in the file. */
  CompletableFuture<ObjectRef> restore(String path, Set<SaveOption> options);

  /** {@code virDomainSaveImageGetXMLDesc}, with secrets. */
  String imageXml(String path);

  /** {@code virDomainSaveImageDefineXML}. */
  void defineImage(String path, String xml, Set<SaveOption> options);

  /**
   * Whether the host has something at {@code path}, as {@code virDomainSaveImageGetXMLDesc} tells,
   * also where it is no saved domain; false if the host cannot tell.
   */
  boolean fileExists(String path);
}
