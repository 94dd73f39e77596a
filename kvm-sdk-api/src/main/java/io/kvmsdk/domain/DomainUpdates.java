package io.kvmsdk.domain;

import io.kvmsdk.change.Change;
import io.kvmsdk.change.Update;
import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A domain's other properties, changed at once where it runs, and for its next boot. */
public interface DomainUpdates {
  /**
   * Plans how the domain becomes what {@code wanted} says. What that and {@link Domain#spec} do not
   * say alike is changed: in the definition, which is edited and otherwise stays as it is, and, as
   * far as libvirt can, in the running domain.
   *
   * <p>Start from {@link Domain#spec}: what a spec does not say any more, the domain is to lose.
   *
   * @throws io.kvmsdk.error.NotFoundException if a new disk's volume does not exist
   * @throws io.kvmsdk.error.ConflictException if it would write to a golden image
   */
  Update planUpdate(DomainSpec wanted);

  /** As {@link #planUpdate(DomainSpec)}, with what changes about {@link Domain#spec}. */
  Update planUpdate(Consumer<DomainSpec.Builder> changes);

  /**
   * Plans and applies: {@code domain.update(d -> d.memory(ByteSize.gib(4)).vcpus(4))}.
   *
   * @return what has changed, and since when
   */
  default List<Change> update(Consumer<DomainSpec.Builder> changes) {
    return planUpdate(changes).apply();
  }

  /** As {@link #update(Consumer)}, to what {@code wanted} says. */
  default List<Change> update(DomainSpec wanted) {
    return planUpdate(wanted).apply();
  }

  /**
   * Sets how much of its memory the guest is to have: at once by its balloon, as far as its driver
   * obeys. libvirt: {@code virDomainSetMemoryFlags}.
   *
   * @param size at most the domain's {@link DomainSpec#memory}
   * @throws io.kvmsdk.error.InvalidSpecException if it is more
   */
  void memory(ByteSize size);

  /**
   * Sets how many of its processors the guest is to have. libvirt: {@code virDomainSetVcpusFlags}.
   *
   * @param count 1 to the domain's {@link DomainSpec#maxVcpus}
   * @throws io.kvmsdk.error.InvalidSpecException if it is more
   * @throws io.kvmsdk.error.TimedOutException if the guest did not let go of those that it is to
   *     lose within {@link DomainDevices#RELEASE_TIME}; it still may
   */
  void vcpus(int count);

  /** Sets the title, one line; an empty one removes it. libvirt: {@code virDomainSetMetadata}. */
  void title(String title);

  /** Sets the description; an empty one removes it. libvirt: {@code virDomainSetMetadata}. */
  void description(String description);

  /**
   * What an application has written about the domain: the element of that namespace in {@code
   * <metadata>}. libvirt: {@code virDomainGetMetadata}.
   */
  Optional<String> metadata(String uri);

  /**
   * Writes something about the domain, in place of what is there of that namespace.
   *
   * @param uri an application's own namespace
   * @param xml one element, which libvirt puts into that namespace
   */
  void metadata(String uri, String xml);

  /** Removes what is there of that namespace, if anything. */
  void removeMetadata(String uri);
}
