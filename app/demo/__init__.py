"""Demo: a synthetic Kutai Kartanegara, real in its area codes, invented in everything else.

Comes in: a size and a seed. Goes out: Posyandu, kader, phones, accounts, and submissions sent through
the same intake code as any phone's. No tables. It must never name a real person or a real Posyandu.
"""
