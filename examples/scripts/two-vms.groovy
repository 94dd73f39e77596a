// Two virtual machines with disks of their own on one new network, not yet installed:
//   examples/run groovy examples/scripts/two-vms.groovy [URI]
import io.kvmsdk.Kvm
import io.kvmsdk.network.NetworkSpec
import io.kvmsdk.value.Cidr

import static io.kvmsdk.value.ByteSize.gib

def uri = args ? args[0] : 'fake:///'

Kvm.connect(uri).withCloseable { kvm ->
    def lab = kvm.networks().find('lab').orElseGet {
        kvm.networks().define(NetworkSpec.nat('lab', Cidr.of('192.168.232.1/24')))
    }
    if (!lab.active()) lab.start()

    def pool = kvm.storagePools().get('default')
    for (name in ['web', 'db']) {
        pool.create { it.name("${name}.qcow2").capacity(gib(20)) }
        kvm.domains().define {
            it.name(name).memory(gib(2)).vcpus(2).network('lab').disk { d -> d.volume('default', "${name}.qcow2") }
        }
    }
    kvm.domains().list().each { println "${it.name()} ${it.state()} ${it.spec().memory()}" }
}
