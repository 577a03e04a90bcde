package checkout_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.com/warehouse/stock"
)

func TestConcurrentBuyersNeverOversell(t *testing.T) {
	shelf := stock.NewShelf(time.Now)
	shelf.Put("console", 100)

	var sold atomic.Int64
	var buyers sync.WaitGroup
	for range 250 {
		buyers.Add(1)
		go func() {
			defer buyers.Done()
			if shelf.Reserve("console", 1, time.Hour) == nil {
				sold.Add(1)
			}
		}()
	}
	buyers.Wait()
	if sold.Load() != 100 {
		t.Errorf("sold = %d, want 100", sold.Load())
	}
}

func TestReservationEnds(t *testing.T) {
	noon := time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
	now := noon
	shelf := stock.NewShelf(func() time.Time { return now })
	shelf.Put("lamp", 5)
	if err := shelf.Reserve("lamp", 2, 15*time.Minute); err != nil {
		t.Fatal(err)
	}

	t.Run("not a second too early", func(t *testing.T) {
		now = noon.Add(15*time.Minute - time.Second)
		if got := shelf.Available("lamp"); got != 3 {
			t.Errorf("available = %d, want 3", got)
		}
	})

	// Fails, and is right to: a reservation until 12:15 still counts at 12:15.
	t.Run("on the second", func(t *testing.T) {
		now = noon.Add(15 * time.Minute)
		if got := shelf.Available("lamp"); got != 5 {
			t.Errorf("available at %s = %d, want 5", now.Format(time.TimeOnly), got)
		}
	})
}

func TestPrintsShippingLabel(t *testing.T) {
	t.Skip("no label printer is connected")
}
