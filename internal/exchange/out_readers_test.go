package exchange

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// readByOthers is a script for node that reads exports with libraries of others and
// prints a line of JSON for each.
const readByOthers = `
const fs = require('fs'), dir = process.argv[1];
const text = name => fs.readFileSync(dir + '/' + name, 'utf8');
const { DOMParser } = require('@xmldom/xmldom');
const Graph = require('graphology');
const say = x => console.log(JSON.stringify(x));
(async () => {
  const { default: ICAL } = await import('ical.js');
  const calendar = new ICAL.Component(ICAL.parse(text('ical')));
  say(calendar.getAllSubcomponents('vevent').map(c => new ICAL.Event(c)).map(e => [e.summary, e.startDate.toString(), e.endDate.toString(), e.description, e.component.getFirstPropertyValue('status')]));
  const dom = s => new DOMParser().parseFromString(s, 'text/xml');
  const xml = dom(text('graphml'));
  const edges = Array.from(xml.getElementsByTagName('edge')), nodes = new Set(Array.from(xml.getElementsByTagName('node')).map(n => n.getAttribute('id')));
  say([nodes.size, edges.length, edges.every(e => nodes.has(e.getAttribute('source')) && nodes.has(e.getAttribute('target')))]);
  const gexf = require('graphology-gexf').parse(Graph.MultiDirectedGraph, text('gexf'));
  say([gexf.order, gexf.size, gexf.getNodeAttribute('NATO', 'label')]);
  const { DuckDBInstance } = require('@duckdb/node-api');
  const c = await (await DuckDBInstance.create(':memory:')).connect();
  for (const q of [
    "SELECT count(*), count(DISTINCT claim), min(first_day), max(actor_name), min(cameo), sum(goldstein) FROM read_csv('" + dir + "/csv', types={'cameo':'VARCHAR'})",
    "SELECT count(*), sum(acts), max(diplomatic_relations) FROM '" + dir + "/panel.csv' WHERE \"from\" = 'UKR'",
    "SELECT count(*), count(DISTINCT claim), max(score) FROM read_parquet('" + dir + "/parquet')",
    "SELECT count(*), min(column05), sum(column30), max(column60) FROM read_csv('" + dir + "/gdelt', delim='\t', header=false, quote='', all_varchar=false)",
    "SELECT count(*), max(\"Source Name\"), sum(Intensity) FROM read_csv('" + dir + "/icews', delim='\t', header=true, quote='')",
    "SELECT count(*), max(\"Actor COW\"), count(*) FILTER (\"City\" = 'None') FROM read_csv('" + dir + "/polecat', delim='\t', header=true, quote='', all_varchar=true)",
  ]) say((await c.runAndReadAll(q)).getRowsJson()[0]);
})().catch(e => { console.error(e); process.exit(1); });
`

// TestReadByOthers reads exports with programs that others wrote. It runs where
// CHANCERY_READERS names a folder into which npm installed what is named below.
func TestReadByOthers(t *testing.T) {
	at := os.Getenv("CHANCERY_READERS")
	if at == "" {
		t.Skip("no readers: npm install --prefix DIR ical.js graphology graphology-gexf @xmldom/xmldom @duckdb/node-api, and set CHANCERY_READERS=DIR")
	}
	dir := t.TempDir()
	for _, f := range outFormats {
		name := f.name
		if name == "panel" {
			name = "panel.csv"
		}
		if err := os.WriteFile(filepath.Join(dir, name), exported(t, f.write, toldExport(toldClaims())), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("node", "-e", readByOthers, dir)
	cmd.Dir = at
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	want := []string{
		`[["Russia visits Iran","2022-07-13","2022-07-14","Lavrov visited Tehran on Wednesday.","CONFIRMED"],["North Atlantic Treaty Organization meets Sweden","2022-07-20","2022-07-21","NATO will meet Sweden; it did not condemn the DNR.","TENTATIVE"]]`,
		`[7,7,true]`,
		`[7,7,"North Atlantic Treaty Organization"]`,
		`["6","5","2022-07-01","Ukraine","042",-9.6]`,
		`["6","1","severed"]`,
		`["7","6",4]`,
		`["4","IGONAT",-10.1,"https://www.example.org/news?id=1&x=2"]`,
		`["4","Ukraine",-10.1]`,
		`["4","None","3"]`,
	}
	if got := strings.Split(strings.TrimSpace(string(out)), "\n"); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("read as\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
