package io.kvmsdk.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MAC addresses, IP addresses and networks. */
class AddressesTest {
  @ParameterizedTest
  @ValueSource(strings = {"52:54:00:AB:cd:ef", "52-54-00-ab-cd-ef", "52:54:00:ab:cd:ef"})
  void macAddress_inAnyForm_isLibvirts(String text) {
    assertThat(MacAddress.of(text)).hasToString("52:54:00:ab:cd:ef");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "52:54:00:ab:cd", "52:54:00:ab:cd:ef:00", "52:54:00:ab:cd:eg", "525400abcdef"})
  void macAddress_whenMalformed_saysWhatToWrite(String text) {
    assertThatThrownBy(() -> MacAddress.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("six pairs of hex digits");
  }

  @Test
  void macAddress_whenRandom_isUnderQemusPrefix() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      assertThat(MacAddress.random(random).text()).matches("52:54:00(:[0-9a-f]{2}){3}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.1.10, 192.168.1.10",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "fd00::1, fd00:0:0:0:0:0:0:1",
    "::, 0:0:0:0:0:0:0:0"
  })
  void ipAddress_whenLiteral_isParsed(String literal, String text) {
    assertThat(IpAddresses.parse(literal).getHostAddress()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "example.com",
        "dead.beef",
        "1.2.3",
        "1.2.3.256",
        "010.0.0.1",
        "1.2.3.04",
        "fd00::1::2",
        ".:1",
        "fd00",
        "fe80::1%lo",
        "[::1]",
        " 1.2.3.4",
        "1:2"
      })
  void ipAddress_whenNoLiteral_isRefusedWithoutAskingANameServer(String text) {
    assertThatThrownBy(() -> IpAddresses.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not an IP address: '" + text + "'; write a literal");
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.100.1/24, 192.168.100.254, true",
    "192.168.100.1/24, 192.168.101.1, false",
    "10.1.2.3/8, 10.255.0.1, true",
    "10.1.2.3/12, 10.16.0.1, false",
    "10.1.2.3/32, 10.1.2.3, true",
    "0.0.0.0/0, 8.8.8.8, true",
    "fd00::1/64, fd00::ffff, true",
    "fd00::1/64, fd00:0:0:1::1, false",
    "0.0.0.0/0, ::1, false"
  })
  void contains_goesByThePrefix(String cidr, String address, boolean contained) {
    assertThat(Cidr.of(cidr).contains(IpAddresses.parse(address))).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.100.77/24, 0, 192.168.100.0",
    "192.168.100.77/24, 255, 192.168.100.255",
    "10.0.0.0/8, 65536, 10.1.0.0",
    "0.0.0.0/0, 4294967295, 255.255.255.255",
    "fd00::1/64, 9223372036854775807, fd00:0:0:0:7fff:ffff:ffff:ffff"
  })
  void host_countsFromTheNetworksFirstAddress(String cidr, long n, String address) {
    assertThat(Cidr.of(cidr).host(n)).isEqualTo(IpAddresses.parse(address));
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.100.1/24, 256",
    "192.168.100.1/24, -1",
    "10.0.0.1/32, 1",
    "255.255.255.0/24, 256",
    "0.0.0.0/0, 4294967296"
  })
  void host_outsideTheNetwork_isRefused(String cidr, long n) {
    assertThatThrownBy(() -> Cidr.of(cidr).host(n))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("address " + n + " lies outside " + cidr);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.1", "10.0.0.1/33", "10.0.0.1/-1", "10.0.0.1/", "/24", "fd00::/129"})
  void cidr_whenMalformed_isRefused(String text) {
    assertThatThrownBy(() -> Cidr.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cidr_asText_keepsTheHostPart() {
    assertThat(Cidr.of("192.168.100.1/24")).hasToString("192.168.100.1/24");
  }
}
