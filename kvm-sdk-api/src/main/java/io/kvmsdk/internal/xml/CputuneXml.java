package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.TuningSpec;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shares and places of processors: {@code <cputune>}. */
@XmlType(
    propOrder = {
      "shares",
      "period",
      "quota",
      "globalPeriod",
      "globalQuota",
      "emulatorPeriod",
      "emulatorQuota",
      "iothreadPeriod",
      "iothreadQuota",
      "vcpuPins",
      "emulatorPin",
      "ioThreadPins",
      "content"
    })
final class CputuneXml extends OpenXml {
  ElementXml shares;
  ElementXml period;
  ElementXml quota;

  @XmlElement(name = "global_period")
  ElementXml globalPeriod;

  @XmlElement(name = "global_quota")
  ElementXml globalQuota;

  @XmlElement(name = "emulator_period")
  ElementXml emulatorPeriod;

  @XmlElement(name = "emulator_quota")
  ElementXml emulatorQuota;

  @XmlElement(name = "iothread_period")
  ElementXml iothreadPeriod;

  @XmlElement(name = "iothread_quota")
  ElementXml iothreadQuota;

  @XmlElement(name = "vcpupin")
  List<ElementXml> vcpuPins = new ArrayList<>();

  @XmlElement(name = "emulatorpin")
  ElementXml emulatorPin;

  @XmlElement(name = "iothreadpin")
  List<ElementXml> ioThreadPins = new ArrayList<>();

  CputuneXml() {}

  static CputuneXml of(TuningSpec spec) {
    CputuneXml xml = new CputuneXml();
    xml.shares = ElementXml.ofTextOrNull(Values.text(spec.cpuShares()));
    xml.period = micros(spec.cpuPeriod());
    xml.quota = micros(spec.cpuQuota());
    spec.vcpuPins()
        .forEach(
            (vcpu, cpus) ->
                xml.vcpuPins.add(new ElementXml().with("vcpu", vcpu).with("cpuset", cpus)));
    xml.emulatorPin =
        spec.emulatorPin().map(cpus -> new ElementXml().with("cpuset", cpus)).orElse(null);
    return xml;
  }

  private static ElementXml micros(Optional<Duration> time) {
    return time.map(t -> ElementXml.ofText(String.valueOf(t.toNanos() / 1000))).orElse(null);
  }

  void read(TuningSpec.Builder spec) {
    spec.cpuShares(Values.number(shares)).cpuPeriod(time(period)).cpuQuota(time(quota));
    vcpuPins.forEach(
        p ->
            spec.putVcpuPin(
                Values.number("vcpu", p.attribute("vcpu").orElse("")),
                p.attribute("cpuset").orElse("")));
    spec.emulatorPin(attributeOf(emulatorPin, "cpuset"));
  }

  /** libvirt's -1 is no limit. */
  private static Optional<Duration> time(ElementXml element) {
    return Optional.ofNullable(element)
        .map(e -> Values.longNumber("microseconds", e.text()))
        .map(micros -> Duration.ofNanos(micros * 1000));
  }
}
