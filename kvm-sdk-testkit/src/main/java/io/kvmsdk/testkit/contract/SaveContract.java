package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Accelerator;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.DomainJob;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.DumpFormat;
import io.kvmsdk.domain.DumpOption;
import io.kvmsdk.domain.SaveImage;
import io.kvmsdk.domain.SaveOption;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.progress.Progress;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What saving, restoring and dumping a domain promises, on any hypervisor. */
public abstract class SaveContract extends HypervisorContract {
  protected static final Duration LONG = Duration.ofMinutes(2);

  /** A folder of the host for the test's files, which exists. */
  protected abstract String folder();

  /** The test's own view of a file of the host. */
  protected abstract Path file(String path);

  private String path(String name) {
    return folder() + "/" + name;
  }

  private Domain running() {
    return running(ByteSize.mib(32));
  }

  private Domain running(ByteSize memory) {
    Domain domain =
        kvm.domains().define(d -> d.name(run).memory(memory).accelerator(Accelerator.TCG));
    domain.start();
    return domain;
  }

  @Test
  void save_endsTheDomain_andRestoreGoesOn() {
    Domain domain = running();
    Told seen = new Told();

    domain.save(path("a.save"), seen, LONG);

    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
    assertThat(file(path("a.save"))).exists();
    assertThat(seen.events).startsWith("started").endsWith("finished");
    assertThat(seen.last.done()).isEqualTo(ByteSize.mib(32).bytes());
    Domain restored = kvm.domains().restore(path("a.save"));
    assertThat(restored).isEqualTo(domain);
    assertThat(restored.state()).isEqualTo(DomainState.RUNNING);
    assertThat(file(path("a.save"))).as("it is kept").exists();
  }

  @Test
  void save_whereThereIsNoFolder_saysSo_andTheGuestGoesOn() {
    needs(Capability.STATE_CHECKS);
    Domain domain = running();

    assertThatThrownBy(() -> domain.save(path("none/a.save")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("none/a.save");
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
  }

  @Test
  void saveImage_holdsTheDocument_whichCanBeChanged() {
    needs(Capability.STATE_CHECKS);
    Domain domain = running();
    domain.save(path("a.save"), ProgressListener.NONE, LONG, SaveOption.PAUSED);
    SaveImage image = kvm.domains().saveImage(path("a.save"));

    assertThat(image.path()).isEqualTo(path("a.save"));
    assertThat(image.xml()).contains("<name>" + run + "</name>");
    image.defineXml(
        image.xml().replaceFirst("</name>", "</name><title>moved</title>"), SaveOption.RUNNING);

    assertThat(image.xml()).contains("<title>moved</title>");
    assertThat(image.restore().state()).isEqualTo(DomainState.RUNNING);
    assertThat(domain.xml()).contains("<title>moved</title>");
  }

  @Test
  void restore_leavesItPaused_whenItIsSavedOrRestoredSo() {
    needs(Capability.STATE_CHECKS);
    Domain domain = running();
    domain.save(path("a.save"));
    domain.undefine();

    Domain restored = kvm.domains().restore(path("a.save"), SaveOption.PAUSED);

    assertThat(restored.state()).isEqualTo(DomainState.PAUSED);
    assertThat(restored.uuid()).isEqualTo(domain.uuid());
    restored.destroy();
    assertThat(kvm.domains().find(run)).as("a transient domain").isEmpty();
  }

  @Test
  void restore_isRefused_whenTheDomainRuns_orThereIsNoSuchFile() throws IOException {
    Domain domain = running();
    domain.save(path("a.save"));
    domain.start();

    assertThatThrownBy(() -> kvm.domains().restore(path("a.save")))
        .isInstanceOf(ConflictException.class);
    assertThat(domain.state()).as("nobody has ended it").isEqualTo(DomainState.RUNNING);
    assertThatThrownBy(() -> kvm.domains().restore(path("none.save")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("none.save");
    Files.writeString(file(path("text.save")), "no saved domain at all, but some text");
    assertThatThrownBy(() -> kvm.domains().restore(path("text.save")))
        .isInstanceOf(InvalidSpecException.class);
    assertThat(file(path("text.save"))).as("what it could not read").exists();
  }

  @Test
  void existingFiles_areKept_unlessToldOtherwise() throws IOException {
    needs(Capability.REAL_FILES);
    Domain domain = running();
    Path file = Files.writeString(file(path("a.save")), "precious");

    assertThatThrownBy(() -> domain.save(path("a.save")))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("a.save");
    assertThatThrownBy(() -> domain.coreDump(path("a.save"), DumpFormat.RAW))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(file).hasContent("precious");
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    domain.save(path("a.save"), ProgressListener.NONE, LONG, SaveOption.OVERWRITE);
    assertThat(kvm.domains().saveImage(path("a.save")).xml()).contains(run);
  }

  @Test
  void whatIsOff_orHasABadPath_isRefused_beforeAnythingIsLost() throws IOException {
    Domain domain = running();
    domain.destroy();
    Path file = Files.writeString(file(path("a.save")), "precious");

    assertThatThrownBy(
            () -> domain.save(path("a.save"), ProgressListener.NONE, LONG, SaveOption.OVERWRITE))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> domain.coreDump("a.dump", DumpFormat.RAW))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("absolute");
    assertThat(file).hasContent("precious");
    needs(Capability.JOBS);
    assertThat(domain.job()).isEmpty();
  }

  @Test
  void options_thatExcludeEachOther_areRefusedTogether() {
    Domain domain = running();

    assertThatThrownBy(() -> domain.managedSave(ProgressListener.NONE, LONG, SaveOption.values()))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("RUNNING and PAUSED");
    assertThatThrownBy(
            () ->
                domain.coreDump(
                    path("a.dump"),
                    DumpFormat.KDUMP_ZLIB,
                    DumpOption.LIVE,
                    DumpOption.CRASH,
                    DumpOption.RESET))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("LIVE and CRASH")
        .hasMessageContaining("LIVE and RESET")
        .hasMessageContaining("KDUMP_ZLIB needs MEMORY_ONLY");
  }

  @Test
  void coreDump_leavesTheDomainAsItWas() {
    needs(Capability.JOBS);
    Domain domain = running();

    domain.coreDump(path("a.dump"), DumpFormat.RAW, DumpOption.MEMORY_ONLY);
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    domain.coreDump(path("b.dump"), DumpFormat.RAW, DumpOption.LIVE);
    domain.suspend();
    domain.coreDump(path("c.dump"), DumpFormat.KDUMP_ZLIB, DumpOption.MEMORY_ONLY);

    assertThat(domain.state()).isEqualTo(DomainState.PAUSED);
    assertThat(file(path("a.dump"))).isNotEmptyFile();
    assertThat(file(path("b.dump"))).isNotEmptyFile();
    assertThat(file(path("c.dump"))).isNotEmptyFile();
    checkDumps(file(path("a.dump")), file(path("c.dump")));
  }

  /** What the dumps are, by another program. */
  protected void checkDumps(Path elf, Path kdump) {}

  @Test
  void coreDump_endsTheDomain_whenItIsToCrash() {
    needs(Capability.JOBS);
    Domain domain = running();

    domain.coreDump(path("a.dump"), DumpFormat.RAW, DumpOption.CRASH);

    assertThat(domain.state()).isEqualTo(DomainState.SHUTOFF);
    assertThat(file(path("a.dump"))).isNotEmptyFile();
  }

  @Test
  void job_isSeenWhileItGoesOn() {
    needs(Capability.JOBS);
    Domain domain = runningSlowly();
    List<DomainJob> jobs = new ArrayList<>();
    ProgressListener look =
        new ProgressListener() {
          @Override
          public void advanced(Progress progress) {
            domain.job().ifPresent(jobs::add);
          }
        };

    domain.coreDump(path("a.dump"), DumpFormat.RAW, look, LONG);

    assertThat(domain.job()).isEmpty();
    assertThat(jobs).isNotEmpty();
    assertThat(jobs.get(0).operation()).isEqualTo(DomainJob.Operation.DUMP);
    assertThat(jobs.get(0).active()).isTrue();
    assertThat(jobs.get(0).data().total().bytes()).isPositive();
  }

  /** A guest whose memory takes some seconds to go through, though it is empty. */
  private Domain runningSlowly() {
    return running(ByteSize.gib(8));
  }

  @Test
  void save_leavesNothing_andTheGuestGoesOn_whenTimeIsShort() {
    needs(Capability.JOBS);
    Domain domain = runningSlowly();
    Told seen = new Told();

    assertThatThrownBy(() -> domain.save(path("a.save"), seen, Duration.ofMillis(1)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining(run);

    assertUndisturbed(domain);
    assertThat(seen.events).startsWith("started").endsWith("failed");
    assertThatThrownBy(() -> domain.save(path("a.save"), seen, Duration.ZERO))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("no time left");
    domain.save(path("a.save"));
  }

  @Test
  void save_leavesNothing_andTheGuestGoesOn_whenInterrupted() {
    needs(Capability.JOBS);
    Domain domain = runningSlowly();

    assertThatThrownBy(() -> domain.save(path("a.save"), Told.interrupting(), LONG))
        .isInstanceOf(CancelledException.class);

    assertThat(Thread.interrupted()).as("the flag is set again").isTrue();
    assertUndisturbed(domain);
  }

  @Test
  void managedSave_leavesNothing_whenInterrupted() {
    needs(Capability.JOBS);
    Domain domain = runningSlowly();

    assertThatThrownBy(() -> domain.managedSave(Told.interrupting(), LONG))
        .isInstanceOf(CancelledException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(domain.hasManagedSave()).isFalse();
    assertUndisturbed(domain);
  }

  @Test
  void abortJob_isHeardByWhoeverWaitsForIt() {
    needs(Capability.JOBS);
    Domain domain = runningSlowly();
    domain.abortJob(); // there is none
    ProgressListener aborting =
        new ProgressListener() {
          @Override
          public void advanced(Progress progress) {
            domain.abortJob();
          }
        };

    assertThatThrownBy(() -> domain.coreDump(path("a.save"), DumpFormat.RAW, aborting, LONG))
        .isInstanceOf(CancelledException.class);

    assertThat(Thread.interrupted()).as("nobody interrupted us").isFalse();
    assertUndisturbed(domain);
  }

  private void assertUndisturbed(Domain domain) {
    assertThat(domain.state()).isEqualTo(DomainState.RUNNING);
    assertThat(domain.job()).isEmpty();
    assertThat(file(path("a.save"))).doesNotExist();
  }
}
