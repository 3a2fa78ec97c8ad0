module qitops

go 1.18
