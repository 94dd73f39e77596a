/**
 * ISO 9660 images: read them, remaster them as a patch, build small ones; and make distributions'
 * installers run by themselves.
 *
 * <p>{@link io.kvmsdk.iso.InstallerIso} knows, for each family, which answers its installer reads
 * and where it looks for them:
 *
 * <table>
 *   <caption>Families, by what their media say of themselves</caption>
 *   <tr><th>family</th><th>known by</th><th>answers</th><th>by default</th></tr>
 *   <tr><td>Debian, older Ubuntus</td><td>{@code /.disk/info}</td><td>preseed</td>
 *       <td>{@code /preseed.cfg} in the initrd</td></tr>
 *   <tr><td>Ubuntu since 20.04</td><td>{@code /.disk/info} and {@code /casper}</td>
 *       <td>autoinstall</td><td>{@code /nocloud/} on the medium</td></tr>
 *   <tr><td>Fedora, RHEL, …</td><td>{@code /.treeinfo}, {@code /.discinfo}</td>
 *       <td>kickstart</td><td>{@code /ks.cfg} in the initrd</td></tr>
 *   <tr><td>openSUSE, SLES, to 15</td><td>{@code /media.1}, {@code /content}, {@code
 *       /.treeinfo}</td><td>AutoYaST</td><td>{@code /autoinst.xml} in the initrd</td></tr>
 *   <tr><td>Alpine</td><td>{@code /.alpine-release}</td><td>setup-alpine's</td>
 *       <td>an apkovl in the initrd</td></tr>
 * </table>
 *
 * <p>Each boot menu, of isolinux and of GRUB, in the tree and in the EFI image, has one more entry,
 * which is the default; none is changed or removed.
 *
 * <p>The standards: ECMA-119 (ISO 9660), SUSP 1.12 and RRIP 1.12 (Rock Ridge), the Joliet
 * specification, El Torito 1.0, UEFI 2.10 chapter 5 (GPT).
 */
package io.kvmsdk.iso;
