// What Go's clickhouse-go reads over HTTP, as Grafana's ClickHouse source does: rows, a parameter, an error of the engine.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
)

func main() {
	conn, err := clickhouse.Open(&clickhouse.Options{
		Protocol:    clickhouse.HTTP,
		Addr:        []string{os.Args[1]},
		Auth:        clickhouse.Auth{Database: "mesure"},
		Compression: &clickhouse.Compression{Method: clickhouse.CompressionGZIP, Level: 3},
	})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	if err := conn.Ping(ctx); err != nil {
		panic(err)
	}
	rows, err := conn.Query(ctx, "SELECT n, texte FROM essai WHERE n < {n:UInt32} ORDER BY n", clickhouse.Named("n", "3"))
	if err != nil {
		panic(err)
	}
	for rows.Next() {
		var n uint32
		var texte string
		if err := rows.Scan(&n, &texte); err != nil {
			panic(err)
		}
		fmt.Println(n, texte)
	}
	if rows.Err() != nil {
		panic(rows.Err())
	}
	sayError(conn.Exec(ctx, "DROP TABLE essai"))
	for _, query := range os.Args[2:] {
		readAll(ctx, conn, query)
	}
}

// readAll prints each row, every value as its own type.
func readAll(ctx context.Context, conn clickhouse.Conn, query string) {
	rows, err := conn.Query(ctx, query)
	if err != nil {
		sayError(err)
		return
	}
	for rows.Next() {
		values := []any{}
		for _, column := range rows.ColumnTypes() {
			values = append(values, reflect.New(column.ScanType()).Interface())
		}
		if err := rows.Scan(values...); err != nil {
			panic(err)
		}
		for n, value := range values {
			if text, err := json.Marshal(value); err != nil {
				panic(err)
			} else if n == 0 {
				fmt.Print(string(text))
			} else {
				fmt.Print(" ", string(text))
			}
		}
		fmt.Println()
	}
	if rows.Err() != nil {
		panic(rows.Err())
	}
}

func sayError(err error) {
	fmt.Println(strings.Join(strings.Fields(err.Error()), " "))
}
