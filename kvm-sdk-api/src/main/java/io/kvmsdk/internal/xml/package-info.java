/** The JAXB model of libvirt's documents, one file for each; what it does not know is kept. */
package io.kvmsdk.internal.xml;
