package io.kvmsdk.domain;

import java.util.function.Consumer;

/**
 * Adds devices of every kind, each by what is to be said of it: {@code d.tpm(t -> {})}.
 *
 * @param <B> the builder
 */
public interface DeviceBuilder<B> {
  /** Adds a device. */
  B addDevice(DeviceSpec device);

  /** Adds a bus or port that devices sit on. */
  default B controller(Consumer<ControllerSpec.Builder> controller) {
    ControllerSpec.Builder builder = ControllerSpec.builder();
    controller.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds a folder of the host. */
  default B filesystem(Consumer<FilesystemSpec.Builder> filesystem) {
    FilesystemSpec.Builder builder = FilesystemSpec.builder();
    filesystem.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds a device of the host, for this guest alone. */
  default B hostDevice(Consumer<HostDeviceSpec.Builder> hostDevice) {
    HostDeviceSpec.Builder builder = HostDeviceSpec.builder();
    hostDevice.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds a serial port. */
  default B serial(Consumer<SerialSpec.Builder> serial) {
    SerialSpec.Builder builder = SerialSpec.builder();
    serial.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds a named stream between host and guest. */
  default B channel(Consumer<ChannelSpec.Builder> channel) {
    ChannelSpec.Builder builder = ChannelSpec.builder();
    channel.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds a pointer or keyboard; a tablet unless said otherwise. */
  default B input(Consumer<InputSpec.Builder> input) {
    InputSpec.Builder builder = InputSpec.builder();
    input.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds a trusted platform module. */
  default B tpm(Consumer<TpmSpec.Builder> tpm) {
    TpmSpec.Builder builder = TpmSpec.builder();
    tpm.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds a sound card. */
  default B sound(Consumer<SoundSpec.Builder> sound) {
    SoundSpec.Builder builder = SoundSpec.builder();
    sound.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds a graphics card. */
  default B video(Consumer<VideoSpec.Builder> video) {
    VideoSpec.Builder builder = VideoSpec.builder();
    video.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds a timer that acts when the guest hangs. */
  default B watchdog(Consumer<WatchdogSpec.Builder> watchdog) {
    WatchdogSpec.Builder builder = WatchdogSpec.builder();
    watchdog.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds how memory is taken back from the guest. */
  default B memballoon(Consumer<MemballoonSpec.Builder> memballoon) {
    MemballoonSpec.Builder builder = MemballoonSpec.builder();
    memballoon.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds random numbers. */
  default B rng(Consumer<RngSpec.Builder> rng) {
    RngSpec.Builder builder = RngSpec.builder();
    rng.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds where the guest's kernel tells of its panic. */
  default B panic(Consumer<PanicSpec.Builder> panic) {
    PanicSpec.Builder builder = PanicSpec.builder();
    panic.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds memory that guests share. */
  default B shmem(Consumer<ShmemSpec.Builder> shmem) {
    ShmemSpec.Builder builder = ShmemSpec.builder();
    shmem.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds memory in a slot. */
  default B memoryDevice(Consumer<MemoryDeviceSpec.Builder> memoryDevice) {
    MemoryDeviceSpec.Builder builder = MemoryDeviceSpec.builder();
    memoryDevice.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds an IOMMU. */
  default B iommu(Consumer<IommuSpec.Builder> iommu) {
    IommuSpec.Builder builder = IommuSpec.builder();
    iommu.accept(builder);
    return addDevice(builder.build());
  }

  /** Adds sockets between host and guest. */
  default B vsock(Consumer<VsockSpec.Builder> vsock) {
    VsockSpec.Builder builder = VsockSpec.builder();
    vsock.accept(builder);
    return addDevice(builder.build());
  }
}
