/**
 * Whole jobs on one host ({@link io.kvmsdk.provision.Provision}): each is first a {@link
 * io.kvmsdk.provision.Plan} of changes, and undone if it fails half-way.
 */
package io.kvmsdk.provision;
