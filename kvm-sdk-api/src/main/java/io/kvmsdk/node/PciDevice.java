package io.kvmsdk.node;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a device on the PCI bus says of itself.
 *
 * @param address as {@code 0000:00:02.0}, the form of lspci
 * @param vendorId 16 bits, as all of that maker's devices have
 * @param productId 16 bits, given by the maker
 * @param iommuGroup the devices of one group can be passed to guests only together; empty where the
 *     host has no IOMMU
 */
public record PciDevice(
    String address,
    int vendorId,
    int productId,
    Optional<String> vendor,
    Optional<String> product,
    OptionalInt iommuGroup) {}
