package io.kvmsdk.domain;

/**
 * A guest's operating system; what the guest does not say is empty. libvirt: {@code
 * VIR_DOMAIN_GUEST_INFO_OS}.
 *
 * @param id as {@code debian}
 * @param name as {@code Debian GNU/Linux}
 * @param prettyName as {@code Debian GNU/Linux 12 (bookworm)}
 * @param version as {@code 12 (bookworm)}
 * @param versionId as {@code 12}
 * @param kernelRelease as {@code 6.1.0-18-amd64}
 * @param machine as {@code x86_64}
 */
public record GuestOs(
    String id,
    String name,
    String prettyName,
    String version,
    String versionId,
    String kernelRelease,
    String machine) {}
