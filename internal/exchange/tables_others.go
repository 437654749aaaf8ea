package exchange

import "chancery"

// cameoCountries are CAMEO's codes of countries that differ from ours.
var cameoCountries = map[string]string{
	"ROU": "ROM", "TLS": "TMP", "MNE": "MTN", "IMN": "IMY", "XKX": "KSV", "SUN": "USR", "DDR": "GME", "YMD": "YMS", "ZAR": "ZAI",
}

// cameoRoles are CAMEO's codes of the PLOVER sectors that it calls otherwise. It has
// religions but none for the religious at large.
var cameoRoles = map[string]string{
	"JRN": "MED", "MED": "HLH", "PRM": "UAF", "SOC": "CVL", "NGO": "", "REL": "", "UNK": "", "PRE": "", "IGO": "",
}

// cameoActor is a party as CAMEO codes it: the whole code and what its parts of three
// letters are. Country may be a region of several states, group is who is known by name.
type cameoActor struct {
	code, country, group, religion string
	types                          []string
}

func (b *Tables) cameoActor(p *chancery.Party) cameoActor {
	if p.Code == "" && p.Country == "" {
		return cameoActor{}
	}
	if whole := b.wholes[p.Code]; whole != "" { // its leaders act for it, and are no government
		return b.cameoParts(whole)
	}
	role, other := cameoRoles[p.Sector]
	if !other {
		role = p.Sector
	}
	group := b.bodies[p.Code]
	if code := b.country(p); code != "" {
		// CAMEO has entities that are no states of ISO's as separatists of a state.
		if s := b.names.State(code); s.ClaimedBy != "" && b.states.On(code, "").ISO3 == "" {
			code, role = s.ClaimedBy, "SEP"
		}
		if theirs := cameoCountries[code]; theirs != "" {
			code = theirs
		}
		return b.cameoParts(code + role + group)
	}
	realm := p.Country
	if realm == "" {
		realm = b.names.Country(p.Code)
	}
	switch realm {
	case "IGO", "NGO", "NGM", "MNC", "IMG":
		if role == "GOV" || realm != "IGO" {
			role = ""
		}
		return b.cameoParts(realm + role + group)
	}
	return b.cameoParts(role)
}

// cameoParts takes a code apart. The last group that it names is who it means.
func (b *Tables) cameoParts(code string) cameoActor {
	a := cameoActor{code: code}
	for rest := code; len(rest) >= 3; rest = rest[3:] {
		part := rest[:3]
		_, region := b.codes.Regions[part]
		switch {
		case b.codes.Organisations[part] != "" && rest != code:
			a.group = part
		case b.codes.Sectors[part] == "REL":
			a.religion = part
		case region || rest == code && (b.codes.Countries[part] != "" || b.names.State(part) != nil):
			a.country = part
		default:
			a.types = append(a.types, part)
		}
	}
	return a
}

// ploverParty is a party as PLOVER and POLECAT have it: the code of a country or kind of
// organisation, and the sectors, the first of which is the main one.
func (b *Tables) ploverParty(p *chancery.Party) (code string, sectors []string) {
	// Kinds of organisations are codes there, and an organisation's leaders no government.
	if p.Sector != "" && p.Sector != "IGO" && p.Sector != "NGO" && (p.Sector != "GOV" || b.country(p) != "") {
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
