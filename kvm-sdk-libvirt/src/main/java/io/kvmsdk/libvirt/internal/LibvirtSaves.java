package io.kvmsdk.libvirt.internal;

import io.kvmsdk.domain.DumpFormat;
import io.kvmsdk.domain.DumpOption;
import io.kvmsdk.domain.SaveOption;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.internal.driver.SaveDriver;
import io.kvmsdk.libvirt.LibvirtException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/** libvirt's functions that write a guest's memory to files of the host, or read it. */
final class LibvirtSaves implements SaveDriver {
  private static final Map<SaveOption, Integer> SAVE =
      Map.of(SaveOption.BYPASS_CACHE, 1, SaveOption.RUNNING, 2, SaveOption.PAUSED, 4);
  private static final Map<DumpOption, Integer> DUMP =
      Map.of(
          DumpOption.CRASH, 1,
          DumpOption.LIVE, 2,
          DumpOption.BYPASS_CACHE, 4,
          DumpOption.RESET, 8,
          DumpOption.MEMORY_ONLY, 16);
  private static final int ENOENT = 2;
  private static final int ENOTDIR = 20;

  private final Connection connection;
  private final LibvirtApi api;
  private final LongCalls longCalls;
  private final NativeObjects<DomainPointer> domains;

  LibvirtSaves(Connection connection, LongCalls longCalls) {
    this.connection = connection;
    this.api = connection.api();
    this.longCalls = longCalls;
    this.domains = new NativeObjects<>(connection, ObjectKind.domain(api));
  }

  /** Options that are ours alone have no flag. */
  private static <O> int flags(Map<O, Integer> known, Set<O> options) {
    return options.stream().mapToInt(o -> known.getOrDefault(o, 0)).sum();
  }

  @Override
  public CompletableFuture<Void> managedSave(UUID domain, Set<SaveOption> options) {
    int flags = flags(SAVE, options);
    return begin(domain, d -> api.virDomainManagedSave(d, flags));
  }

  @Override
  public CompletableFuture<Void> save(UUID domain, String path, Set<SaveOption> options) {
    subject(path);
    int flags = flags(SAVE, options);
    return begin(domain, d -> api.virDomainSaveFlags(d, path, null, flags));
  }

  @Override
  public CompletableFuture<Void> coreDump(
      UUID domain, String path, DumpFormat format, Set<DumpOption> options) {
    subject(path);
    int flags = flags(DUMP, options);
    return begin(domain, d -> api.virDomainCoreDumpWithFormat(d, path, format.ordinal(), flags));
  }

  private CompletableFuture<Void> begin(UUID domain, ToIntFunction<DomainPointer> function) {
    return longCalls.begin(
        () -> {
          domains.call(domain, function);
          return null;
        });
  }

  /** The function does not say which domain it was; the document in the file does. */
  @Override
  public CompletableFuture<ObjectRef> restore(String path, Set<SaveOption> options) {
    Subject subject = subject(path);
    DocumentIdentity identity = DocumentIdentity.of(imageXml(path));
    UUID uuid =
        identity
            .uuid()
            .orElseThrow(() -> InvalidSpecException.of(subject, "its domain has no UUID"));
    int flags = flags(SAVE, options);
    return longCalls.begin(
        () -> {
          EmulatorStart.heard(
              () ->
                  connection.call(
                      c ->
                          connection.check(
                              subject, api.virDomainRestoreFlags(c, path, null, flags))));
          return new ObjectRef(uuid, identity.name());
        });
  }

  @Override
  public String imageXml(String path) {
    Subject subject = subject(path);
    return connection
        .call(
            c -> {
              CString xml = image(c, path);
              if (xml == null) {
                throw notSaved(connection.lastError(subject));
              }
              return xml;
            })
        .toString();
  }

  private CString image(ConnectionPointer c, String path) {
    return api.virDomainSaveImageGetXMLDesc(c, path, connection.secureXml());
  }

  /** What is in the file, libvirt has but its general error number for. */
  private KvmException notSaved(LibvirtException e) {
    return e.code() == ErrorCode.OPERATION_FAILED || e.code() == ErrorCode.INTERNAL_ERROR
        ? new InvalidSpecException(e.subject(), List.of(e.problem()), e)
        : connection.typed(e);
  }

  @Override
  public void defineImage(String path, String xml, Set<SaveOption> options) {
    Subject subject = subject(path);
    NativeText.require(subject, xml);
    int flags = flags(SAVE, options);
    connection.call(
        c -> connection.check(subject, api.virDomainSaveImageDefineXML(c, path, xml, flags)));
  }

  @Override
  public boolean fileExists(String path) {
    Subject subject = subject(path);
    return connection.call(
        c -> {
          CString xml = image(c, path);
          if (xml == null) {
            return mayExist(connection.lastError(subject));
          }
          xml.free();
          return true;
        });
  }

  private boolean mayExist(LibvirtException e) {
    if (connection.typed(e) instanceof ConnectionLostException lost) {
      throw lost;
    }
    boolean unknown = e.code() == ErrorCode.NO_SUPPORT;
    boolean absent =
        e.code() == ErrorCode.SYSTEM_ERROR
            && (e.systemError() == ENOENT || e.systemError() == ENOTDIR);
    return !unknown && !absent;
  }

  private static Subject subject(String path) {
    Subject subject = Subject.of("file", path);
    NativeText.require(subject, path);
    return subject;
  }
}
