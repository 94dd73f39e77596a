package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.network.NwFilter;
import org.junit.jupiter.api.Test;

/** What {@code NwFilters} promises, on any hypervisor. */
public abstract class NwFilterContract extends HypervisorContract {
  private String filter(String uuid, String action) {
    return """
    <filter name='%s-f' chain='root'>
      %s<rule action='%s' direction='in' priority='500'><tcp dstportstart='22'/></rule>
    </filter>
    """
        .formatted(run, uuid, action);
  }

  private NwFilter defined() {
    return kvm.nwFilters().defineXml(filter("", "drop"));
  }

  @Test
  void filters_areRefused_whereThereAreNone() {
    if (missing().contains(Capability.NW_FILTERS)) {
      assertThatThrownBy(() -> kvm.nwFilters().list()).isInstanceOf(UnsupportedException.class);
    } else {
      assertThat(kvm.nwFilters().list()).isNotNull();
    }
  }

  @Test
  void defineXml_makesAFilterThatIsFound() {
    needs(Capability.NW_FILTERS);
    NwFilter filter = defined();

    assertThat(filter.name()).isEqualTo(run + "-f");
    assertThat(kvm.nwFilters().get(run + "-f")).isEqualTo(filter);
    assertThat(kvm.nwFilters().list()).contains(filter);
    assertThat(filter.xml()).contains("action='drop'", "dstportstart='22'");
  }

  @Test
  void defineXml_redefines_onlyUnderTheSameUuid() {
    needs(Capability.NW_FILTERS);
    NwFilter filter = defined();

    assertThatThrownBy(this::defined)
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining(run + "-f");
    kvm.nwFilters().defineXml(filter("<uuid>" + filter.uuid() + "</uuid>", "accept"));
    assertThat(filter.xml()).contains("action='accept'");
  }

  @Test
  void defineXml_refusesABrokenDocument() {
    needs(Capability.NW_FILTERS);
    assertThatThrownBy(() -> kvm.nwFilters().defineXml("<filter"))
        .isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void undefine_forgetsIt() {
    needs(Capability.NW_FILTERS);
    NwFilter filter = defined();

    filter.undefine();

    assertThat(kvm.nwFilters().find(run + "-f")).isEmpty();
    assertThatThrownBy(filter::xml).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> kvm.nwFilters().get(run + "-f"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(run + "-f");
  }
}
