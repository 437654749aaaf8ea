module chancery

go 1.26

require github.com/abadojack/whatlanggo v1.0.1 // indirect
