/**
 * ISO 9660 images: read them, remaster them as a patch, build small ones.
 *
 * <p>The standards: ECMA-119 (ISO 9660), SUSP 1.12 and RRIP 1.12 (Rock Ridge), the Joliet
 * specification, El Torito 1.0, UEFI 2.10 chapter 5 (GPT).
 */
package io.kvmsdk.iso;
