// Package static holds what the reading room's pages load: modules, stylesheet, map.
//
// In: nothing. Out: the files, by name. What is here is made of src by
// internal/web/bundle and committed, so that building the binary needs neither a
// network nor Node; only favicon.svg is written by hand.
//
// Every page loads style.css, whose source lists the classes, and base.js; a page with
// more to do one module more. All of them improve pages that work without, read data from
// <script type="application/json"> and hold to a policy of script-src and style-src
// 'self'. What they expect:
//
//	base.js     button[data-theme-toggle][hidden]; input[data-suggest=ADDRESS], whose answer
//	            to ?q= is {"items":[{"label","href","kind"}]}; button[data-copy=LINK][hidden]
//	            (empty: this page); details[data-menu]
//	band.js     figure#band with script#band-data: {"from","to","today","rows":[{"kind",
//	            "label","spans":[{"status","effect","since","since_first","since_last","until",
//	            "until_first","until_last","certain","href","title"}]}],"events":[{"date",
//	            "first","last","quad","label","href","reports"}]}
//	map.js      figure#map with script#map-data: {"title","entity","on","values":{CODE:{"class",
//	            "label","href","n"}},"legend":[{"class","label"}],"disputed":[CODE]}.
//	            form#as-of[data-api=ADDRESS] with input[name=on], input#day-slider (days since
//	            1970) and output: its fields are sent to the address as the query, the answer
//	            is {"on","map":{as above}}; [data-bind=path.in.answer] and
//	            ul[data-map-list=CLASS] follow it
//	network.js  figure#network with script#network-data: {"nodes":[{"code","name","href"}],
//	            "links":[{"from","to","support","oppose","href"}]}
//	reader.js   article.doc; .ev[data-event], there and in the aside; [data-events="e1 e2"]
//	            with [data-role="e1:actor e2:recipient"]; [data-yield]; aside [role=status]
//	review.js   #review > .item[data-label] with form[data-verb=accept|reject|skip], .pick
//	            [data-start], details.correct > form[data-verb=correct] with pairs of inputs
//	            x_start and x_end; [data-left]; button[data-keys-help][hidden]. Forms are
//	            posted urlencoded with Accept: application/json; an answer that is not 2xx is
//	            shown by its "detail"
//
// Addresses in data are followed only if they are paths of this host. A skeleton in a
// figure (.skeleton) goes when the chart is drawn.
package static
