package smoke_test

import (
	"errors"
	"testing"
	"time"

	"example.com/warehouse/stock"
)

func TestAvailable(t *testing.T) {
	cases := []struct {
		name      string
		put, kept int
		want      int
	}{
		{"nothing reserved", 5, 0, 5},
		{"some reserved", 5, 2, 3},
		{"all reserved", 5, 5, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			shelf := stock.NewShelf(time.Now)
			shelf.Put("lamp", c.put)
			if err := shelf.Reserve("lamp", c.kept, time.Hour); err != nil {
				t.Fatal(err)
			}
			if got := shelf.Available("lamp"); got != c.want {
				t.Errorf("available = %d, want %d", got, c.want)
			}
		})
	}
}

func TestReserveIsAllOrNothing(t *testing.T) {
	shelf := stock.NewShelf(time.Now)
	shelf.Put("lamp", 2)

	var short *stock.ShortError
	if err := shelf.Reserve("lamp", 3, time.Hour); !errors.As(err, &short) {
		t.Fatalf("error = %v, want a ShortError", err)
	}
	if got := shelf.Available("lamp"); got != 2 {
		t.Errorf("available = %d, want 2", got)
	}
}

func TestReserveRefusesUnknownProducts(t *testing.T) {
	shelf := stock.NewShelf(time.Now)
	if err := shelf.Reserve("unicorn", 1, time.Hour); !errors.Is(err, stock.ErrUnknown) {
		t.Errorf("error = %v, want %v", err, stock.ErrUnknown)
	}
}
