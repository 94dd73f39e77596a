// What examples/bench-ovsdb and examples/bench-replica compare with: libovsdb as Debian has it, the one before it
// had a cache. It knows TCP only. Prints lines of a name and a number.
//
//	libovsdb PORT add COUNT       microseconds for a transaction that adds a port to br0
//	libovsdb PORT monitor ROUNDS  milliseconds until all rows of Port and Interface are there
package main

import (
	"fmt"
	"log"
	"os"
	"sort"
	"strconv"
	"time"

	"github.com/socketplane/libovsdb"
)

const database = "Open_vSwitch"

func main() {
	port, _ := strconv.Atoi(os.Args[1])
	count, _ := strconv.Atoi(os.Args[3])
	times := make([]float64, count)
	for i := range times {
		if os.Args[2] == "monitor" {
			times[i] = monitor(connect(port)) / 1e3
		}
	}
	if os.Args[2] == "add" {
		client := connect(port)
		for i := range times {
			times[i] = add(client, fmt.Sprintf("go%d", i))
		}
	}
	sort.Float64s(times)
	fmt.Printf("libovsdb-1 %.1f\n", times[count/2])
}

func connect(port int) *libovsdb.OvsdbClient {
	client, err := libovsdb.Connect("127.0.0.1", port)
	if err != nil {
		log.Fatal(err)
	}
	return client
}

func micros(begin time.Time) float64 {
	return float64(time.Since(begin).Nanoseconds()) / 1e3
}

func monitor(client *libovsdb.OvsdbClient) float64 {
	requests := make(map[string]libovsdb.MonitorRequest)
	for _, table := range []string{"Port", "Interface"} {
		var columns []string
		for column := range client.Schema[database].Tables[table].Columns {
			columns = append(columns, column)
		}
		requests[table] = libovsdb.MonitorRequest{
			Columns: columns,
			Select:  libovsdb.MonitorSelect{Initial: true, Insert: true, Delete: true, Modify: true}}
	}
	begin := time.Now()
	updates, err := client.Monitor(database, "bench", requests)
	if err != nil || len(updates.Updates) == 0 {
		log.Fatal("no rows: ", err)
	}
	taken := micros(begin)
	client.Disconnect()
	return taken
}

func add(client *libovsdb.OvsdbClient, name string) float64 {
	port := []libovsdb.UUID{{GoUUID: "p"}}
	ports, _ := libovsdb.NewOvsSet(port)
	operations := []libovsdb.Operation{
		{Op: "insert", Table: "Interface", UUIDName: "i", Row: map[string]interface{}{"name": name, "type": "internal"}},
		{Op: "insert", Table: "Port", UUIDName: "p",
			Row: map[string]interface{}{"name": name, "interfaces": libovsdb.UUID{GoUUID: "i"}}},
		{Op: "mutate", Table: "Bridge",
			Mutations: []interface{}{libovsdb.NewMutation("ports", "insert", ports)},
			Where:     []interface{}{libovsdb.NewCondition("name", "==", "br0")}},
	}
	begin := time.Now()
	results, err := client.Transact(database, operations...)
	taken := micros(begin)
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range results {
		if result.Error != "" {
			log.Fatal(result.Error, result.Details)
		}
	}
	return taken
}
