/// Which classes tables and figures show by name, and in which order.
package struct ClassView: Sendable, Equatable {
  package enum Shown: Sendable, Equatable {
    case all
    /// At most so many: those of the pairs that are taken for each other most.
    case confused(Int)
    case named([String])
  }

  package enum Order: String, Sendable, CaseIterable {
    /// As the classes are numbered, or as they are named.
    case given
    /// Classes that are taken for each other stand together.
    case likeness
    /// Those with the most misclassified images first.
    case errors
  }

  package var shown: Shown
  package var order: Order

  package init(shown: Shown = .all, order: Order = .given) {
    self.shown = shown
    self.order = order
  }

  /// The classes that are shown, in their order.
  ///
  /// - Parameter counts: of all models together.
  /// - Throws: `MisclassificationError` for a class that there is not.
  package func classes(_ counts: ConfusionCounts, classNames: [String]) throws -> [Int] {
    let chosen: [Int]
    switch shown {
    case .all: chosen = Array(classNames.indices)
    case .confused(let count): chosen = counts.confusedClasses(count)
    case .named(let names):
      let places = Dictionary(classNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
      chosen = try names.map { name in
        guard let place = places[name] else {
          throw MisclassificationError.classNotShown(name: name, count: classNames.count)
        }
        return place
      }
    }
    switch order {
    case .given: return chosen
    case .likeness:
      let wanted = Set(chosen)
      return LikenessOrder.of(counts).filter(wanted.contains)
    case .errors:
      let wanted = Set(chosen)
      return counts.worstClasses(classNames.count).filter(wanted.contains)
    }
  }
}
