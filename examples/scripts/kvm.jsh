// The SDK's names and its door in JShell. From anywhere:
//   examples/run jshell
// or, with the SDK's jars on CLASSPATH:
//   jshell --startup DEFAULT --startup examples/scripts/kvm.jsh --class-path "$CLASSPATH"
// A chain that goes on in a new line must end its lines with dots, or be inside of a call: JShell
// takes a line that is complete for the whole.
import io.kvmsdk.*;
import io.kvmsdk.change.*;
import io.kvmsdk.domain.*;
import io.kvmsdk.error.*;
import io.kvmsdk.event.*;
import io.kvmsdk.host.*;
import io.kvmsdk.iso.*;
import io.kvmsdk.media.*;
import io.kvmsdk.network.*;
import io.kvmsdk.node.*;
import io.kvmsdk.ovs.*;
import io.kvmsdk.ovs.ovsdb.*;
import io.kvmsdk.progress.*;
import io.kvmsdk.provision.*;
import io.kvmsdk.qcow2.*;
import io.kvmsdk.secret.*;
import io.kvmsdk.storage.*;
import io.kvmsdk.unattended.*;
import io.kvmsdk.value.*;
import java.time.Duration;
import io.kvmsdk.domain.InterfaceSpec; // rather than Open vSwitch's
import static io.kvmsdk.value.ByteSize.gib;
import static io.kvmsdk.value.ByteSize.mib;

Hypervisor connect(String uri) { return Kvm.connect(uri); }
