package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.change.Effect;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Deleting one domain; see {@link Provision#planDelete}. What is deleted is not undone. */
final class DomainDeletion {
  private final Hypervisor kvm;
  private final Domain domain;
  private final DeletePolicy policy;
  private final Subject subject;
  private final List<OwnImages.Image> images;
  private boolean begun;
  private Plan<Void> plan;

  DomainDeletion(Hypervisor kvm, Domain domain, DeletePolicy policy) {
    this.kvm = kvm;
    this.domain = domain;
    this.policy = policy;
    this.subject = Subject.of("domain", domain.name());
    this.images = OwnImages.of(kvm, domain);
  }

  Plan<Void> plan() {
    List<Plan.Step> steps = new ArrayList<>();
    if (domain.state().active()) {
      steps.add(step("destroy", Effect.LIVE, () -> InstallFlow.end(domain)));
    }
    steps.add(step(undefining(), Effect.DELETE, () -> domain.undefine(policy.nvram())));
    images.forEach(image -> steps.add(step(image)));
    plan = new Plan<>(kvm.pacer(), steps, () -> null);
    return plan;
  }

  private Plan.Step step(String summary, Effect effect, Runnable action) {
    return Groundwork.step(
        effect,
        subject,
        summary,
        run -> {
          begin();
          action.run();
        });
  }

  private String undefining() {
    List<String> with = new ArrayList<>();
    int snapshots = snapshots();
    if (snapshots > 0) {
      with.add(snapshots == 1 ? "its snapshot" : "its " + snapshots + " snapshots");
    }
    if (domain.hasManagedSave()) {
      with.add("its managed save");
    }
    if (policy.nvram() == Nvram.KEEP) {
      with.add("its NVRAM kept");
    }
    return with.isEmpty() ? "undefine" : "undefine, with " + String.join(", ", with);
  }

  private int snapshots() {
    try {
      return domain.snapshots().list().size();
    } catch (UnsupportedException none) {
      return 0;
    }
  }

  /** Asks, and looks again: something may have begun to use an image since the plan was made. */
  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    if (!policy.confirm().test(plan)) {
      throw new CancelledException(subject, "deleting it was not confirmed; nothing changed", "");
    }
    Set<String> still = OwnImages.ownPaths(OwnImages.of(kvm, domain));
    images.stream()
        .filter(i -> goes(i) && !still.contains(i.path()))
        .findFirst()
        .ifPresent(
            image -> {
              throw new ConflictException(
                  subject,
                  image.path() + " is no longer its own alone; nothing was changed",
                  "Look at a new plan");
            });
  }

  private boolean goes(OwnImages.Image image) {
    return image.own() && policy.removeDisks() && (image.volume().isPresent() || removes(image));
  }

  private boolean removes(OwnImages.Image image) {
    return policy.removeLocalFiles() && kvm.localFile(image.path()).isPresent();
  }

  private Plan.Step step(OwnImages.Image image) {
    if (!goes(image)) {
      return Groundwork.step(Effect.NOTHING, subject(image), staying(image), run -> {});
    }
    return image
        .volume()
        .map(DeleteFlow::delete)
        .orElseGet(
            () ->
                Groundwork.step(
                    Effect.DELETE, subject(image), "delete the file", run -> delete(image)));
  }

  private static Subject subject(OwnImages.Image image) {
    return image
        .volume()
        .map(v -> Subject.of("storage volume", v.name()))
        .orElseGet(() -> Subject.of("file", image.path()));
  }

  private String staying(OwnImages.Image image) {
    Optional<String> unmanaged =
        image.volume().isEmpty()
            ? Optional.of("is in no active pool" + (policy.removeLocalFiles() ? ", not here" : ""))
            : Optional.empty();
    String where = image.volume().map(v -> " in " + v.pool()).orElse("");
    return "stays"
        + where
        + ": "
        + image
            .staysBecause()
            .or(() -> policy.removeDisks() ? unmanaged : Optional.of("disks are kept"))
            .orElse("");
  }

  private void delete(OwnImages.Image image) {
    Path file = kvm.localFile(image.path()).orElseThrow();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw FileErrors.explain("deleting the image", file, e);
    }
  }
}
