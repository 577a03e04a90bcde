// Package stock counts what lies on a warehouse's shelves and what of it is promised to somebody.
package stock

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrUnknown is returned for a product that was never put on the shelf.
var ErrUnknown = errors.New("unknown product")

// ShortError says how many pieces are missing.
type ShortError struct {
	SKU             string
	Wanted, OnShelf int
}

func (e *ShortError) Error() string {
	return fmt.Sprintf("%s: %d wanted, %d available", e.SKU, e.Wanted, e.OnShelf)
}

type reservation struct {
	pieces int
	until  time.Time
}

// Shelf is safe for concurrent use.
type Shelf struct {
	mu       sync.Mutex
	now      func() time.Time
	pieces   map[string]int
	reserved map[string][]reservation
}

// NewShelf returns an empty shelf that reads the time from now.
func NewShelf(now func() time.Time) *Shelf {
	return &Shelf{now: now, pieces: map[string]int{}, reserved: map[string][]reservation{}}
}

// Put adds pieces of a product.
func (s *Shelf) Put(sku string, pieces int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pieces[sku] += pieces
}

// Available is what is neither gone nor reserved.
func (s *Shelf) Available(sku string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.available(sku)
}

// Reserve keeps pieces for a buyer for a while. It is all or nothing.
func (s *Shelf) Reserve(sku string, pieces int, keep time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.pieces[sku]; !known {
		return fmt.Errorf("reserve %q: %w", sku, ErrUnknown)
	}
	if left := s.available(sku); left < pieces {
		return &ShortError{SKU: sku, Wanted: pieces, OnShelf: left}
	}
	s.reserved[sku] = append(s.reserved[sku], reservation{pieces, s.now().Add(keep)})
	return nil
}

func (s *Shelf) available(sku string) int {
	left := s.pieces[sku]
	for _, r := range s.reserved[sku] {
		if !s.now().After(r.until) {
			left -= r.pieces
		}
	}
	return left
}
