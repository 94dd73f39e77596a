package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainFilter;
import io.kvmsdk.domain.DomainState;
import java.util.Set;

/** Which fake domains a list is to have; they have no checkpoints. */
final class DomainFilters {
  private static final Filters<DomainFilter> FILTERS =
      new Filters<>(DomainFilter.values(), 2, 2, 4, 2, 2, 2, 2);

  private DomainFilters() {}

  static boolean accept(Set<DomainFilter> wanted, FakeDomain domain) {
    return FILTERS.accept(wanted, filter -> means(filter, domain));
  }

  private static boolean means(DomainFilter filter, FakeDomain d) {
    return switch (filter) {
      case ACTIVE -> d.active();
      case INACTIVE -> !d.active();
      case PERSISTENT -> d.defined();
      case TRANSIENT -> !d.defined();
      case NO_CHECKPOINT -> true;
      case CHECKPOINT -> false;
      case RUNNING -> d.state() == DomainState.RUNNING;
      case PAUSED -> d.state() == DomainState.PAUSED;
      case SHUTOFF -> d.state() == DomainState.SHUTOFF;
      case OTHER_STATE -> d.state() == DomainState.SHUTDOWN || d.state() == DomainState.CRASHED;
      case MANAGED_SAVE -> d.life.hasManagedSave();
      case NO_MANAGED_SAVE -> !d.life.hasManagedSave();
      case AUTOSTART -> d.autostart();
      case NO_AUTOSTART -> !d.autostart();
      case SNAPSHOT -> !d.snapshots.names().isEmpty();
      case NO_SNAPSHOT -> d.snapshots.names().isEmpty();
    };
  }
}
