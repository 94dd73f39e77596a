package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Merging images changes the lowest of them and drops the others: nobody else may need any. */
record MergeCheck(Hypervisor kvm, ImageUse use, UUID domain, Subject subject) {
  /**
   * @param images those that are written to or dropped
   * @param own those that may lie over them
   * @throws ConflictException if another domain uses one, or another volume lies over one, or one
   *     is a golden image
   */
  void require(List<String> images, Collection<String> own) {
    for (String image : images) {
      GoldenVolumes.at(kvm, image).ifPresent(this::refuse);
      use.userOtherThan(domain, image).ifPresent(other -> refuse(image, named(other)));
      use.over(image).stream()
          .filter(overlay -> !own.contains(overlay))
          .findFirst()
          .ifPresent(overlay -> refuse(image, "by the image " + overlay + " that lies over it"));
    }
  }

  private void refuse(Subject golden) {
    throw new ConflictException(
        subject,
        "cannot be merged into the " + golden + ", which stays as it was published",
        "Pull the image into the disk instead, so that it stands alone");
  }

  private static String named(Domain other) {
    return "by the domain '" + other.name() + "'";
  }

  private void refuse(String image, String user) {
    throw new ConflictException(
        subject,
        "cannot be merged, since " + image + " is used " + user,
        "Flatten that first, so that it needs this image no more");
  }
}
