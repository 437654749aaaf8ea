package exchange

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

type geoFeature struct {
	Type       string   `json:"type"`
	ID         string   `json:"id"`
	Geometry   geoPoint `json:"geometry"`
	Properties geoFacts `json:"properties"`
}

type geoPoint struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"` // longitude, latitude
}

type geoFacts struct {
	Date          string  `json:"date,omitempty"`
	Type          string  `json:"type"`
	Mode          string  `json:"mode,omitempty"`
	CAMEO         string  `json:"cameo,omitempty"`
	Score         float64 `json:"score"`
	Actor         string  `json:"actor"`
	ActorName     string  `json:"actor_name"`
	Recipient     string  `json:"recipient,omitempty"`
	RecipientName string  `json:"recipient_name,omitempty"`
	Standing      string  `json:"standing"`
	Place         string  `json:"place"`
	PlaceCountry  string  `json:"place_country,omitempty"`
	Words         string  `json:"words,omitempty"`
	Sentence      string  `json:"sentence,omitempty"`
	Title         string  `json:"title,omitempty"`
	URL           string  `json:"url,omitempty"`
	Publisher     string  `json:"publisher,omitempty"`
	Published     string  `json:"published,omitempty"`
}

// WriteGeoJSON writes the acts of which it is known where they happened as a
// FeatureCollection of points (RFC 7946), in WGS 84.
func WriteGeoJSON(w io.Writer, b *Tables, x Export) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, `{"type":"FeatureCollection","features":[`)
	n := 0
	err := x.eachAct(b, false, func(a *act) error {
		p := b.place(a.Place)
		if !p.at() {
			return nil
		}
		feature, err := json.Marshal(geoFeature{"Feature", a.id(), geoPoint{"Point", [2]float64{p.lon, p.lat}}, geoFacts{
			a.dateTold(), a.Type, a.Mode, a.CAMEO, *a.row.Score, a.actor.Code, b.name(&a.actor), a.recipient.Code, b.name(&a.recipient),
			a.pair.Standing, a.Place, p.country, a.row.Trigger, a.sentence(), a.Doc.Title, a.Doc.URL, a.Doc.Publisher, a.Doc.Published,
		}})
		if err != nil {
			return err
		}
		separator := ",\n"
		if n == 0 {
			separator = "\n"
		}
		n++
		fmt.Fprint(out, separator)
		_, err = out.Write(feature)
		return err
	})
	fmt.Fprint(out, "\n]}\n")
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("exchange: writing GeoJSON: %w", err)
	}
	return nil
}
