module chancery

go 1.26.0

require (
	github.com/abadojack/whatlanggo v1.0.1 // indirect
	golang.org/x/sys v0.49.0 // indirect
)
