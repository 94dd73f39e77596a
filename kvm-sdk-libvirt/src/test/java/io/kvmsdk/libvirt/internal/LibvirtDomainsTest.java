package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvmsdk.domain.AddressSource;
import io.kvmsdk.domain.DomainFilter;
import io.kvmsdk.domain.DomainState;
import io.kvmsdk.domain.Domains;
import io.kvmsdk.domain.Nvram;
import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.DomainDriver;
import io.kvmsdk.internal.driver.DriverHypervisor;
import io.kvmsdk.internal.driver.ObjectRef;
import io.kvmsdk.libvirt.LibvirtException;
import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** libvirt's domain functions, on its test driver. */
@RequiresLibvirt
class LibvirtDomainsTest {
  @TempDir Path directory;
  private LibvirtDriver driver;
  private DomainDriver domains;

  @BeforeEach
  void connect() throws IOException {
    driver = TestHost.connect(directory);
    domains = driver.domains();
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void list_givesRunningAndDefinedDomains() {
    ObjectRef defined = domains.define(TestHost.domain("db"));

    assertThat(domains.list())
        .containsExactlyInAnyOrder(new ObjectRef(TestHost.WEB, "web"), defined);
  }

  @Test
  void find_knowsADomainByNameAndByUuid() {
    ObjectRef web = new ObjectRef(TestHost.WEB, "web");

    assertThat(domains.findByName("web")).contains(web);
    assertThat(domains.findByUuid(TestHost.WEB)).contains(web);
  }

  @Test
  void find_isEmptyWhenThereIsNone() {
    assertThat(domains.findByName("nobody")).isEmpty();
    assertThat(domains.findByUuid(UUID.randomUUID())).isEmpty();
  }

  @Test
  void find_refusesANameThatWouldBeCutOff() {
    assertThatThrownBy(() -> domains.findByName("web\0x"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("NUL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"&lt;&amp;&apos;&quot;&gt;", "ü日", "with space", "a.b_c-d"})
  void define_keepsEveryCharacterOfTheName(String escaped) {
    String name =
        escaped
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&apos;", "'")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");

    ObjectRef defined = domains.define(TestHost.domain(escaped));

    assertThat(defined.name()).isEqualTo(name);
    assertThat(domains.findByName(name)).contains(defined);
  }

  @Test
  void define_refusesATakenName() {
    AlreadyExistsException thrown =
        catchThrowableOfType(
            AlreadyExistsException.class, () -> domains.define(TestHost.domain("web")));

    assertThat(thrown.subject()).isEqualTo(Subject.of("domain", "web"));
    assertThat(thrown)
        .hasMessageContaining("already exists")
        .cause()
        .isInstanceOfSatisfying(
            LibvirtException.class, e -> assertThat(e.level()).as("an error").isEqualTo(2));
  }

  @Test
  void define_refusesATakenUuid() {
    String xml = TestHost.domain("other").replace("<memory", uuid(TestHost.WEB) + "<memory");

    assertThatThrownBy(() -> domains.define(xml)).isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void define_redefinesTheDomainOfTheSameNameAndUuid() {
    String xml = TestHost.domain("web").replace("<memory", uuid(TestHost.WEB) + "<memory");

    assertThat(domains.define(xml).uuid()).isEqualTo(TestHost.WEB);
    assertThat(domains.xml(TestHost.WEB, true)).contains("<memory unit='KiB'>32768</memory>");
  }

  private static String uuid(UUID uuid) {
    return "<uuid>" + uuid + "</uuid>";
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<domain", "<domain type='test'/>", "<network/>"})
  void define_refusesABrokenDocument(String xml) {
    assertThatThrownBy(() -> domains.define(xml)).isInstanceOf(InvalidSpecException.class);
  }

  @Test
  void define_validatesAgainstTheSchema() {
    String xml = TestHost.domain("odd").replace("<memory", "<memroy>1</memroy><memory");

    assertThatThrownBy(() -> domains.define(xml))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("domain 'odd'")
        .hasMessageContaining("memroy");
  }

  /** As XML 1.0 does, which JAXB does not mind. */
  @Test
  void define_refusesControlCharacters() {
    Domains domains = new DriverHypervisor(driver).domains();

    assertThatThrownBy(() -> domains.define(d -> d.name("a\u0001b").memory(ByteSize.mib(64))))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(
            () -> domains.define(d -> d.name("a").memory(ByteSize.mib(64)).description("\u0001")))
        .isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> domains.defineXml(TestHost.domain("a\u0001b")))
        .isInstanceOf(InvalidSpecException.class);
    assertThat(domains.list(DomainFilter.INACTIVE)).noneMatch(d -> d.name().startsWith("a"));
  }

  @Test
  void lifecycle_goesThroughLibvirtsStates() {
    assertThat(domains.state(TestHost.WEB)).isEqualTo(DomainState.RUNNING);
    domains.suspend(TestHost.WEB);
    assertThat(domains.state(TestHost.WEB)).isEqualTo(DomainState.PAUSED);
    domains.resume(TestHost.WEB);
    domains.reboot(TestHost.WEB);
    assertThat(domains.state(TestHost.WEB)).isEqualTo(DomainState.RUNNING);
    domains.shutdown(TestHost.WEB);
    assertThat(domains.state(TestHost.WEB)).isEqualTo(DomainState.SHUTOFF);
    domains.create(TestHost.WEB);
    domains.destroy(TestHost.WEB);
    assertThat(domains.state(TestHost.WEB)).isEqualTo(DomainState.SHUTOFF);
    domains.undefine(TestHost.WEB, Nvram.REMOVE);
    assertThat(domains.list()).isEmpty();
  }

  @Test
  void create_refusesARunningDomain() {
    ConflictException thrown =
        catchThrowableOfType(ConflictException.class, () -> domains.create(TestHost.WEB));

    assertThat(thrown.subject()).isEqualTo(Subject.of("domain", "web"));
    assertThat(thrown).hasMessageContaining("already running");
  }

  @Test
  void everyCall_saysThatAnUnknownDomainIsNotFound() {
    UUID nobody = UUID.randomUUID();

    assertThatThrownBy(() -> domains.state(nobody))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(nobody.toString())
        .hasCauseInstanceOf(LibvirtException.class);
    assertThatThrownBy(() -> domains.create(nobody)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> domains.xml(nobody, true)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void autostart_isKept() {
    domains.autostart(TestHost.WEB, true);
    assertThat(domains.autostart(TestHost.WEB)).isTrue();
    domains.autostart(TestHost.WEB, false);
    assertThat(domains.autostart(TestHost.WEB)).isFalse();
  }

  @Test
  void addresses_ofADomainWithoutInterfacesAreNone() {
    assertThat(domains.addresses(TestHost.WEB, AddressSource.LEASE)).isEmpty();
  }

  @Test
  void addresses_readsEveryField() {
    ObjectRef guest =
        domains.define(
            TestHost.domain("guest")
                .replace(
                    "</domain>",
                    "<devices><interface type='network'><mac address='52:54:00:12:34:56'/>"
                        + "<source network='lab'/></interface></devices></domain>"));
    domains.create(guest.uuid());

    assertThat(domains.addresses(guest.uuid(), AddressSource.LEASE))
        .singleElement()
        .satisfies(
            a -> {
              assertThat(a.mac()).hasToString("52:54:00:12:34:56");
              assertThat(a.ip().address().getHostAddress()).startsWith("192.0.2.");
              assertThat(a.ip().prefix()).isEqualTo(24);
              assertThat(a.source()).isEqualTo(AddressSource.LEASE);
            });
  }
}
