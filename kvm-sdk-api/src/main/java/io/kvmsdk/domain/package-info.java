/** Domains, which is libvirt's word for virtual machines: specs, and handles on what a host has. */
package io.kvmsdk.domain;
