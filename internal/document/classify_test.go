package document

import (
	"slices"
	"strings"
	"testing"
)

// A text around the line that is tested: a headline and two paragraphs.
const (
	head  = "Ministers sign river treaty after two years"
	para1 = "The foreign ministers of Kenya and Ethiopia signed a treaty on Tuesday that shares the water of the Omo river between the two states."
	para2 = "Both parliaments have until spring to ratify the treaty, officials said."
)

func TestKinds(t *testing.T) {
	tests := []struct {
		name   string
		in     []string // paragraphs
		want   []string
		byline []string
	}{
		{"plain", []string{head, para1, para2},
			[]string{"headline: " + head, "paragraph: " + para1, "paragraph: " + para2}, nil},
		{"first line ends a sentence", []string{para2, para1},
			[]string{"paragraph: " + para2, "paragraph: " + para1}, nil},
		{"byline with agency", []string{head, "By JANE DOE and John Roe, Reuters", para1},
			[]string{"headline: " + head, "byline: By JANE DOE and John Roe, Reuters", "paragraph: " + para1}, []string{"Jane Doe", "John Roe"}},
		{"byline of three", []string{head, "By Ana de la Cruz, Per Olsen and Li Na in Addis Ababa", para1},
			[]string{"headline: " + head, "byline: By Ana de la Cruz, Per Olsen and Li Na in Addis Ababa", "paragraph: " + para1}, []string{"Ana de la Cruz", "Per Olsen", "Li Na"}},
		{"byline without by", []string{head, "Deniz Aksoy in Ankara", para1},
			[]string{"headline: " + head, "byline: Deniz Aksoy in Ankara", "paragraph: " + para1}, []string{"Deniz Aksoy"}},
		{"byline with bar", []string{head, "JANE DOE | Associated Press", para1},
			[]string{"headline: " + head, "byline: JANE DOE | Associated Press", "paragraph: " + para1}, []string{"Jane Doe"}},
		{"byline with a bar and by", []string{head, "By Jane Doe | Political Editor", para1},
			[]string{"headline: " + head, "byline: By Jane Doe | Political Editor", "paragraph: " + para1}, []string{"Jane Doe"}},
		{"byline with a role", []string{head, "By Jane Doe, diplomatic correspondent", para1},
			[]string{"headline: " + head, "byline: By Jane Doe, diplomatic correspondent", "paragraph: " + para1}, []string{"Jane Doe"}},
		{"byline for a paper", []string{head, "By Jane Doe for The Nairobi Post", para1},
			[]string{"headline: " + head, "byline: By Jane Doe for The Nairobi Post", "paragraph: " + para1}, []string{"Jane Doe"}},
		{"byline with the agency behind", []string{head, "By Jane Doe BBC News, Nairobi", para1},
			[]string{"headline: " + head, "byline: By Jane Doe BBC News, Nairobi", "paragraph: " + para1}, []string{"Jane Doe"}},
		{"byline of an agency alone", []string{head, "By Associated Press", para1},
			[]string{"headline: " + head, "byline: By Associated Press", "paragraph: " + para1}, nil},
		{"subtitle with an office", []string{head, "Foreign Minister Kamau in Nairobi", para1},
			[]string{"headline: " + head, "paragraph: Foreign Minister Kamau in Nairobi", "paragraph: " + para1}, nil},
		{"words that begin with by", []string{head, para1, "By Tuesday evening the talks had failed"},
			[]string{"headline: " + head, "paragraph: " + para1, "paragraph: By Tuesday evening the talks had failed"}, nil},
		{"follow on a platform", []string{head, para1, "Follow Jane Doe on Facebook and Twitter."},
			[]string{"headline: " + head, "paragraph: " + para1, "boilerplate: Follow Jane Doe on Facebook and Twitter."}, []string{"Jane Doe"}},
		{"follow us", []string{head, para1, "Follow us on Telegram for more"},
			[]string{"headline: " + head, "paragraph: " + para1, "boilerplate: Follow us on Telegram for more"}, nil},
		{"follow as a verb", []string{head, para1, "Follow the money on its way to Tripoli and the war makes sense, he said."},
			[]string{"headline: " + head, "paragraph: " + para1, "paragraph: Follow the money on its way to Tripoli and the war makes sense, he said."}, nil},
		{"reporters at the end", []string{head, para1, "Reporting by Per Olsen and Li Na; editing by Ana Cruz"},
			[]string{"headline: " + head, "paragraph: " + para1, "boilerplate: Reporting by Per Olsen and Li Na; editing by Ana Cruz"}, []string{"Per Olsen", "Li Na"}},
		{"reporters in brackets", []string{head, para1, "(Reporting by Per Olsen in Nairobi; Editing by Ana Cruz)"},
			[]string{"headline: " + head, "paragraph: " + para1, "boilerplate: (Reporting by Per Olsen in Nairobi; Editing by Ana Cruz)"}, []string{"Per Olsen"}},
		{"comment notice", []string{head, para1, "Please let us know if you're having issues with commenting."},
			[]string{"headline: " + head, "paragraph: " + para1, "boilerplate: Please let us know if you're having issues with commenting."}, nil},
		{"copyright", []string{head, para1, "Copyright 2021 The Associated Press. All rights reserved."},
			[]string{"headline: " + head, "paragraph: " + para1, "boilerplate: Copyright 2021 The Associated Press. All rights reserved."}, nil},
		{"advertisement", []string{head, para1, "Advertisement", para2},
			[]string{"headline: " + head, "paragraph: " + para1, "boilerplate: Advertisement", "paragraph: " + para2}, nil},
		{"correction of the story", []string{head, para1, "This article has been updated to give the name of the river."},
			[]string{"headline: " + head, "paragraph: " + para1, "boilerplate: This article has been updated to give the name of the river."}, nil},
		{"date line", []string{head, "Published March 3, 2021 10:31 am GMT", para1},
			[]string{"headline: " + head, "boilerplate: Published March 3, 2021 10:31 am GMT", "paragraph: " + para1}, nil},
		{"date of an update", []string{head, "Updated 3 March 2021", para1},
			[]string{"headline: " + head, "boilerplate: Updated 3 March 2021", "paragraph: " + para1}, nil},
		{"sentence that begins with a date", []string{head, para1, "On March 3, 2021, Kenyan engineers closed the sluice"},
			[]string{"headline: " + head, "paragraph: " + para1, "paragraph: On March 3, 2021, Kenyan engineers closed the sluice"}, nil},
		{"quote of a press service", []string{head, para1, "Kenya has “no quarrel with any neighbour” over the river, Reuters reported."},
			[]string{"headline: " + head, "paragraph: " + para1, "paragraph: Kenya has “no quarrel with any neighbour” over the river, Reuters reported."}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := one(t, strings.Join(tt.in, "\n\n"))
			sameBlocks(t, d, tt.want)
			if !slices.Equal(d.Byline, tt.byline) {
				t.Errorf("byline %q, want %q", d.Byline, tt.byline)
			}
		})
	}
}

func TestPictures(t *testing.T) {
	tests := []struct {
		name string
		in   string // between the first and the second paragraph
		want []string
	}{
		{"caption with credit in brackets",
			"Kenyan soldiers stand on the dam near Turkana on May 4, 2021. (Per Olsen/AFP via Getty Images)",
			[]string{"caption: Kenyan soldiers stand on the dam near Turkana on May 4, 2021.", "credit: (Per Olsen/AFP via Getty Images)"}},
		{"credit with roles",
			"The two ministers shake hands in Nairobi, Kenya, Monday, May 3, 2021. (Li Na, Kremlin Pool Photo via AP)",
			[]string{"caption: The two ministers shake hands in Nairobi, Kenya, Monday, May 3, 2021.", "credit: (Li Na, Kremlin Pool Photo via AP)"}},
		{"library caption with restriction",
			"NAIROBI, KENYA - MAY 3, 2021 - The ministers sit at the table during the talks. This photo cannot be distributed in Ethiopia. (Photo credit should read Li Na/ Ukrinform/Future Publishing via Getty Images)",
			[]string{"caption: NAIROBI, KENYA - MAY 3, 2021 - The ministers sit at the table during the talks.", "boilerplate: This photo cannot be distributed in Ethiopia.", "credit: (Photo credit should read Li Na/ Ukrinform/Future Publishing via Getty Images)"}},
		{"credit at the end of the line",
			"Children carry water from the river. Photo: Li Na/Reuters",
			[]string{"caption: Children carry water from the river.", "credit: Photo: Li Na/Reuters"}},
		{"credit in capitals at the end of the line",
			"A sluice of the dam is seen in this picture of May 4. REUTERS/Li Na",
			[]string{"caption: A sluice of the dam is seen in this picture of May 4.", "credit: REUTERS/Li Na"}},
		{"caption by its opening",
			"In this photo provided by the government, the ministers sign the treaty",
			[]string{"caption: In this photo provided by the government, the ministers sign the treaty"}},
		{"file photo",
			"FILE - The dam near Turkana is seen from the air, May 4, 2020.",
			[]string{"caption: FILE - The dam near Turkana is seen from the air, May 4, 2020."}},
		{"credit on its own line, glued",
			"The ministers sign the treaty at the palace\nKenya News Service/Omo News via AP",
			[]string{"caption: The ministers sign the treaty at the palace", "credit: Kenya News Service/Omo News via AP"}},
		{"credit on its own line, apart",
			"The Associated Press",
			[]string{"credit: The Associated Press"}},
		{"credit by its opening",
			"Photo credit: Per Olsen",
			[]string{"credit: Photo credit: Per Olsen"}},
		{"courtesy",
			"Courtesy of the Kenyan Foreign Ministry",
			[]string{"credit: Courtesy of the Kenyan Foreign Ministry"}},
		{"agency in brackets is no picture",
			"The dam will be finished in 2025 and then hold back half the river (Reuters).",
			[]string{"paragraph: The dam will be finished in 2025 and then hold back half the river (Reuters)."}},
		{"remark in brackets",
			"Half of the river comes from Ethiopia. (The other half comes from Kenya.)",
			[]string{"paragraph: Half of the river comes from Ethiopia. (The other half comes from Kenya.)"}},
		{"sentence about pictures",
			"The images shocked viewers in both countries and the photos went round the world.",
			[]string{"paragraph: The images shocked viewers in both countries and the photos went round the world."}},
		{"source in square brackets",
			"The treaty's backers lead in Kenya. [Omo Post, NBC/Nairobi News]",
			[]string{"paragraph: The treaty's backers lead in Kenya. [Omo Post, NBC/Nairobi News]"}},
		{"headline-like line with an agency",
			"White House Weighs Sanctions",
			[]string{"paragraph: White House Weighs Sanctions"}},
		{"two restrictions",
			"In this image from video, the dam is seen. NO RESALES. NO ARCHIVES. (Kenya TV via AP)",
			[]string{"caption: In this image from video, the dam is seen.", "boilerplate: NO RESALES. NO ARCHIVES.", "credit: (Kenya TV via AP)"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := one(t, head+"\n\n"+para1+"\n\n"+tt.in+"\n\n"+para2)
			want := append([]string{"headline: " + head, "paragraph: " + para1}, tt.want...)
			sameBlocks(t, d, append(want, "paragraph: "+para2))
		})
	}
}

func TestDates(t *testing.T) {
	tests := []struct {
		name      string
		in        string
		date      string
		evidence  string
		publisher string
	}{
		{"dateline with year", head + "\n\nNAIROBI, May 4, 2021 (Reuters) - " + para1, "2021-05-04", "May 4, 2021", "Reuters"},
		{"dateline with dash", head + "\n\nNairobi, 4 May 2021 — " + para1, "2021-05-04", "4 May 2021", ""},
		{"dateline without year", head + "\n\nNAIROBI, May 4 (AP) — " + para1, "", "", "Associated Press"},
		{"dateline with no date", head + "\n\nNAIROBI, Kenya (AP) — " + para1, "", "", "Associated Press"},
		{"date line", head + "\n\nMay 4, 2021\n\n" + para1, "2021-05-04", "May 4, 2021", ""},
		{"date line with weekday and time", head + "\n\nTue, May 4th 2021, 10:31 a.m.\n\n" + para1, "2021-05-04", "May 4th 2021", ""},
		{"place and date", head + "\n\nNairobi, 4 May 2021\n\n" + para1, "2021-05-04", "4 May 2021", ""},
		{"iso date", head + "\n\n2021-05-04\n\n" + para1, "2021-05-04", "2021-05-04", ""},
		{"update alone", head + "\n\nUpdated 5 May 2021\n\n" + para1, "2021-05-05", "5 May 2021", ""},
		{"publication before update", head + "\n\nUpdated 5 May 2021\n\nPublished 4 May 2021\n\n" + para1, "2021-05-04", "4 May 2021", ""},
		{"no such day", head + "\n\nPublished 31 June 2021\n\n" + para1, "", "", ""},
		{"date within the story", head + "\n\nThe treaty of May 4, 2021 divides the river, ministers said in Nairobi on Tuesday.", "", "", ""},
		{"after a no-break space and a curly quote", head + "\n\n“Nairobi”\u00a0calling\n\nPublished 4\u00a0May 2021\n\n" + para1, "2021-05-04", "4 May 2021", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := one(t, tt.in)
			if d.Publisher != tt.publisher {
				t.Errorf("publisher %q, want %q", d.Publisher, tt.publisher)
			}
			date, evidence := "", ""
			if d.Published != nil {
				date = d.Published.Date
				for _, e := range d.Published.Evidence {
					evidence += string([]rune(d.Text)[e.Start:e.End])
				}
			}
			if date != tt.date || evidence != tt.evidence {
				t.Errorf("date %q by %q, want %q by %q", date, evidence, tt.date, tt.evidence)
			}
		})
	}
}
