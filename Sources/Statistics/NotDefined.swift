/// Why a statistic does not exist for the data it was asked of.
///
/// What does not exist is never a number: no NaN, no infinity, no zero in its place.
package struct NotDefined: Error, CustomStringConvertible, Sendable, Equatable {
  /// In words that follow "not defined: ", such as "group 'cat' has one value".
  package let reason: String

  package init(_ reason: String) {
    self.reason = reason
  }

  package var description: String { "not defined: " + reason }
}

/// A statistic, or why there is none; `Result { () throws(NotDefined) in … }` makes one.
package typealias Outcome<Value> = Result<Value, NotDefined>
