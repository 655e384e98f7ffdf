/// What must hold between options, as data.
package struct OptionRule: Sendable {
  enum Demand: Sendable {
    /// One of the options, and no other of them.
    case exactlyOne
    /// One of the options, or more of them.
    case atLeastOne
    case atMostOne
    /// The first needs at least one of the others.
    case firstNeedsAnother
    /// The first goes with none of the others.
    case firstExcludesOthers
  }

  let demand: Demand
  let options: [OptionDeclaration]
  /// Completes the message of a rule that is broken, such as "config.json of the run tells it".
  let reason: String?

  private init(_ demand: Demand, _ options: [any DeclaredOption], reason: String? = nil) {
    self.init(demand: demand, options: options.map(\.declaration), reason: reason)
  }

  private init(demand: Demand, options: [OptionDeclaration], reason: String?) {
    self.demand = demand
    self.options = options
    self.reason = reason
  }

  /// One of the options must be given, and no other of them.
  package static func exactlyOne(of options: any DeclaredOption...) -> Self {
    Self(.exactlyOne, options)
  }

  /// One of the options must be given.
  package static func atLeastOne(of options: any DeclaredOption...) -> Self {
    Self(.atLeastOne, options)
  }

  /// The options exclude each other.
  package static func atMostOne(of options: any DeclaredOption...) -> Self {
    Self(.atMostOne, options)
  }

  /// The option is for runs with one of some others.
  package static func option(
    _ option: any DeclaredOption, needs others: any DeclaredOption...
  ) -> Self {
    Self(.firstNeedsAnother, [option] + others)
  }

  /// The option makes others meaningless.
  package static func option(
    _ option: any DeclaredOption, excludes others: [any DeclaredOption], because reason: String
  ) -> Self {
    Self(.firstExcludesOthers, [option] + others, reason: reason)
  }

  /// The option makes all options of a group meaningless.
  package static func option(
    _ option: any DeclaredOption, excludesAllOf group: some OptionGroup, because reason: String
  ) -> Self {
    Self(
      demand: .firstExcludesOthers, options: [option.declaration] + group.declarations,
      reason: reason)
  }

  /// The options of which one must be given.
  var alternatives: [OptionDeclaration] {
    [.exactlyOne, .atLeastOne].contains(demand) ? options : []
  }

  /// What is wrong with the options that are given; a missing one is told by the parser, with
  /// others.
  func problem(_ isGiven: (OptionDeclaration) -> Bool) -> String? {
    let given = options.filter(isGiven)
    let names = { (options: [OptionDeclaration]) in
      options.map(\.spelling).joined(separator: " or ")
    }
    switch demand {
    case .atLeastOne: return nil
    case .exactlyOne, .atMostOne:
      guard given.count > 1 else { return nil }
      return "expected \(names(options)), found "
        + (given.count == 2 ? "both" : given.map(\.spelling).joined(separator: ", "))
    case .firstNeedsAnother:
      guard isGiven(options[0]), given.count == 1 else { return nil }
      return "\(options[0].spelling) needs \(names(Array(options.dropFirst())))"
    case .firstExcludesOthers:
      guard isGiven(options[0]), given.count > 1 else { return nil }
      return "\(given[1].spelling) does not go with \(options[0].spelling)"
        + (reason.map { ": " + $0 } ?? "")
    }
  }
}
