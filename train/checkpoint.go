package main

import (
	"encoding/gob"
	"os"
)

// save writes the weights as they are.
func (n *net) save(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	all := map[string][]float32{}
	for _, p := range n.list {
		all[p.name] = p.v
	}
	return gob.NewEncoder(f).Encode(all)
}

// load reads weights that save wrote.
func (n *net) load(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	all := map[string][]float32{}
	if err := gob.NewDecoder(f).Decode(&all); err != nil {
		return err
	}
	for _, p := range n.list {
		copy(p.v, all[p.name])
	}
	return nil
}
