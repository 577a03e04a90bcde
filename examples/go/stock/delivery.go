package stock

import (
	"context"
	"time"
)

// Pallet is one unit of a delivery.
type Pallet struct {
	SKU    string
	Pieces int
}

// Unload puts a delivery on the shelf, a pallet at a time: the lift takes its time for each. It stops when the context
// ends, and returns how many pallets were put away.
func Unload(ctx context.Context, shelf *Shelf, pallets []Pallet, lift time.Duration, log func(Pallet)) (int, error) {
	for done, pallet := range pallets {
		select {
		case <-ctx.Done():
			return done, ctx.Err()
		case <-time.After(lift):
		}
		shelf.Put(pallet.SKU, pallet.Pieces)
		log(pallet)
	}
	return len(pallets), nil
}
