/// The order in which backward selection masked the units of one input, and what the score was.
///
/// Carter, Jain, Mueller & Gifford 2021, "Overinterpretation reveals image classification model
/// pathologies"; the procedure is that of Carter et al. 2019, "What made you do this?".
package struct SelectionPath: Sendable, Equatable, Codable {
  /// The score before the first unit of `order` was masked.
  package let start: Double
  /// Units in the order in which they were masked.
  package let order: [Int]
  /// How many units were masked between one value and the next; the last time perhaps fewer.
  package let step: Int
  /// The score after each `step` units.
  package let values: [Double]

  /// - Precondition: `step` is above zero, and there is one value for each step.
  package init(start: Double, order: [Int], step: Int = 1, values: [Double]) {
    precondition(step > 0 && values.count == (order.count + step - 1) / step)
    self.start = start
    self.order = order
    self.step = step
    self.values = values
  }

  /// The units that are left where the score is at least `threshold` for the last time, the last
  /// masked first; all of them where it never is after a step.
  ///
  /// Says nothing of `start`: see ``sufficientSubset(threshold:)``.
  package func unitsLeft(threshold: Double) -> [Int] {
    let steps = values.lastIndex { $0 >= threshold }.map { $0 + 1 } ?? 0
    return order[min(steps * step, order.count)...].reversed()
  }

  /// A subset of the units that alone keeps the score at `threshold` or above, and that backward
  /// selection cannot make smaller along its path.
  ///
  /// - Returns: the units, the last masked first; none at all where the score stays at the
  ///   threshold with everything masked; nil where it does not reach it with nothing masked.
  package func sufficientSubset(threshold: Double) -> SufficientSubset? {
    guard start >= threshold else { return nil }
    let units = unitsLeft(threshold: threshold)
    let steps = values.lastIndex { $0 >= threshold }
    return SufficientSubset(units: units, value: steps.map { values[$0] } ?? start)
  }

  /// The score where the last `count` units of the order, or a few more where steps are longer than
  /// a unit, are all that is left.
  package func value(leaving count: Int) -> Double {
    let steps = max(order.count - count, 0) / step
    return steps == 0 ? start : values[steps - 1]
  }
}

/// Units that are sufficient for a score on their own.
package struct SufficientSubset: Sendable, Equatable, Codable {
  /// The last masked first.
  package let units: [Int]
  /// The score with everything else masked.
  package let value: Double

  package init(units: [Int], value: Double) {
    self.units = units
    self.value = value
  }
}
