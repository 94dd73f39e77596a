/**
 * The JAXB model of libvirt's documents, one file for each; what it does not know is kept.
 *
 * <p>Only what this library reads or writes is named. Every element class is an {@link
 * io.kvmsdk.internal.xml.OpenXml}, so that an attribute, element or namespace from a newer libvirt
 * comes through {@code parse} and {@code toXml} untouched.
 */
@XmlAccessorType(XmlAccessType.FIELD)
package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlAccessType;
import jakarta.xml.bind.annotation.XmlAccessorType;
