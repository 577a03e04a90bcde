package checkout_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"example.com/warehouse/stock"
)

func TestDeliveryIsUnloadedPalletByPallet(t *testing.T) {
	shelf := stock.NewShelf(time.Now)
	pallets := []stock.Pallet{{"lamp", 40}, {"chair", 12}, {"lamp", 40}, {"desk", 6}}

	done, err := stock.Unload(context.Background(), shelf, pallets, 500*time.Millisecond, func(p stock.Pallet) {
		t.Logf("put away %d × %s", p.Pieces, p.SKU)
	})
	if err != nil || done != len(pallets) {
		t.Fatalf("unloaded %d pallets, error %v", done, err)
	}
	if got := shelf.Available("lamp"); got != 80 {
		t.Errorf("lamps = %d, want 80", got)
	}
}

func TestUnloadingStopsAtClosingTime(t *testing.T) {
	shelf := stock.NewShelf(time.Now)
	closing, cancel := context.WithCancel(context.Background())
	cancel()

	done, err := stock.Unload(closing, shelf, []stock.Pallet{{"lamp", 40}}, time.Hour, func(stock.Pallet) {})
	if done != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("unloaded %d pallets, error %v; want 0 and %v", done, err, context.Canceled)
	}
}
