package exchange

import "chancery"

// cameoCountries are CAMEO's codes of countries that differ from ours.
var cameoCountries = map[string]string{
	"ROU": "ROM", "TLS": "TMP", "MNE": "MTN", "IMN": "IMY", "XKX": "KSV", "SUN": "USR", "DDR": "GME", "YMD": "YMS", "ZAR": "ZAI",
}

// cameoRoles are CAMEO's codes of the PLOVER sectors that it calls otherwise. It has
// religions but none for the religious at large, and no parties but those in opposition.
var cameoRoles = map[string]string{
	"JRN": "MED", "MED": "HLH", "PRM": "UAF", "SOC": "CVL", "PTY": "", "NGO": "", "REL": "", "UNK": "", "PRE": "", "IGO": "",
}

// cameoActor is a party as CAMEO codes it: the whole code and its parts. Realm is
// the kind of actor of no state, group one that is known by name.
type cameoActor struct{ code, country, realm, group, role string }

func (b *Tables) cameoActor(p *chancery.Party) cameoActor {
	var a cameoActor
	if p.Code == "" && p.Country == "" {
		return a
	}
	role, other := cameoRoles[p.Sector]
	if a.role = p.Sector; other {
		a.role = role
	}
	if code := b.country(p); code != "" {
		// CAMEO has entities that are no states of ISO's as separatists of a state.
		if s := b.names.State(code); s.ClaimedBy != "" && b.states.On(code, "").ISO3 == "" {
			code, a.role = s.ClaimedBy, "SEP"
		}
		a.country = code
		if theirs := cameoCountries[code]; theirs != "" {
			a.country = theirs
		}
	} else {
		realm := p.Country
		if realm == "" {
			realm = b.names.Country(p.Code)
		}
		switch realm {
		case "IGO", "NGO", "NGM", "MNC", "IMG":
			a.realm = realm
		}
		a.group = b.bodies[p.Code]
	}
	if a.realm == "NGO" || a.realm == "MNC" || a.realm == "IMG" {
		a.role = ""
	}
	a.code = a.country + a.realm + a.group + a.role
	return a
}

// ploverParty is a party as PLOVER and POLECAT have it: the code of a country or kind of
// organisation, and the sectors, the first of which is the main one.
func (b *Tables) ploverParty(p *chancery.Party) (code string, sectors []string) {
	if p.Sector != "" && p.Sector != "IGO" && p.Sector != "NGO" { // kinds of organisations are codes there
		sectors = append(sectors, p.Sector)
	}
	for _, code := range []string{p.Code, b.country(p)} {
		if theirs, ok := b.ploverCountries[code]; ok {
			if theirs.Sector != "" {
				sectors = append(sectors, theirs.Sector)
			}
			return theirs.Code, sectors
		}
	}
	code = b.country(p)
	if s := b.names.State(code); s != nil && s.Kind == "within" {
		return s.ClaimedBy, sectors
	}
	if code == "" {
		code = p.Country
	}
	if code == "" {
		code = b.names.Country(p.Code)
	}
	return code, sectors
}

// icewsCountry is the country of a party by the name that ICEWS gives it.
func (b *Tables) icewsCountry(code string) string {
	s := b.names.State(code)
	switch {
	case s == nil:
		return ""
	case b.icewsCountries[code] != "":
		return b.icewsCountries[code]
	case s.ClaimedBy != "" && b.states.On(code, "").ISO3 == "":
		return b.icewsCountry(s.ClaimedBy)
	}
	return s.Name
}
