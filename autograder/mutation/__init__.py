"""Wrong answers made from right ones, by one small slip each.

``mutants`` reads the text of a solution cell and lists every answer that differs from it by one
slip: an operator flipped, a term dropped, two arguments swapped, an index off by one, a copy
forgotten. Nothing is run here.
"""

from autograder.mutation.generate import Mutant, mutants

__all__ = ["Mutant", "mutants"]
