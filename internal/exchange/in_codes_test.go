package exchange

import "testing"

// theirCodesOf reads the codes of others for a test.
func theirCodesOf(t *testing.T) *theirCodes {
	t.Helper()
	b, err := loadTheirCodes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestOfCAMEO: whom CAMEO's codes of actors mean.
func TestOfCAMEO(t *testing.T) {
	b := theirCodesOf(t)
	for code, want := range map[string]side{
		"USA":    {code: "USA", country: "USA"},
		"USAMIL": {code: "USA", country: "USA", sector: "MIL"},
		"ROMGOV": {code: "ROU", country: "ROU", sector: "GOV"},
		"SYRREB": {code: "SYRREB", country: "SYR", sector: "REB"},
		"IGOUNO": {code: "UNO", country: "IGO"},
		"CIV":    {code: "CIV", country: "CIV"}, // Ivory Coast
		"CIVGOV": {code: "CIV", country: "CIV", sector: "GOV"},
		"MUSGOV": {code: "MUS", country: "MUS", sector: "GOV"}, // Mauritius
		"NGACIV": {code: "NGA", country: "NGA", sector: "CVL"},
		"COP":    {code: "COP", sector: "COP"},
		"CRM":    {code: "CRM", sector: "CRM"},
		"UKRCRM": {code: "UKRCRM", country: "UKR", sector: "CRM"},
		"EUR":    {},
		"CAS":    {}, // Central Asia
		"":       {},
	} {
		if got := b.ofCAMEO(code); got != want {
			t.Errorf("%s: %+v, not %+v", code, got, want)
		}
	}
}
