import Interchange
import Misclassification
import Studies
import Terminal

/// Which images of a split a command works on.
struct ChosenImageOptions: OptionGroup {
  let data = DataOptions()
  let choice = ChoiceOptions()
  let indices = Option(
    "indices", "LIST", .indexList, help: "Take these images, such as 0,5,9 or 0-99.")
  let limit = Option(
    "limit", "N", .int(in: 1...Int.max), help: "Take the first N of those images only.")

  var rules: [OptionRule] {
    [
      .atMostOne(of: choice.wrong, choice.misclassified, choice.right, choice.pairs, indices),
      .option(
        indices, excludes: [choice.between], because: "it says itself which images are taken"),
    ]
  }
}

/// Which images are taken, by what a model made of them.
struct ChoiceOptions: OptionGroup {
  let wrong = Option(flag: "wrong", help: "Take the images that the model gets wrong.")
  let misclassified = Option(flag: "misclassified", help: "The same as --wrong.").advanced
  let right = Option(flag: "right", help: "Take the images that the model gets right.")
  let pairs = Option(
    "pairs", "A>B,…", .pairs,
    help: "Take the images of class A that the model takes for B; classes by name or number.")
  let between = Option(
    several: "between", "LOW HIGH", .double(in: 0...1),
    help: "Take the images whose margin, the probability of the likeliest class less that of the "
      + "next, lies between two numbers.", atLeast: 2
  ).advanced

  var rules: [OptionRule] { [.atMostOne(of: wrong, misclassified, right, pairs)] }
}

/// A class that is taken for another, as they are typed.
struct TypedPair: Sendable {
  let label: String
  let predicted: String
}

extension ValueKind where Value == [TypedPair] {
  static var pairs: Self {
    .list(
      of: ValueKind<TypedPair>(
        expected: "two classes with > between them, such as ship>airplane",
        describe: { "\($0.label)>\($0.predicted)" }
      ) { text in
        let parts = text.split(separator: ">", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts.contains("") else { return nil }
        return TypedPair(label: String(parts[0]), predicted: String(parts[1]))
      })
  }
}

extension Arguments where Options == ChoiceOptions {
  func request() -> ChoiceRequest {
    let needsLabels = self.wrong || self.misclassified || self.right || self.pairs != nil
    return ChoiceRequest(
      isGiven: needsLabels || !self.between.isEmpty, needsLabels: needsLabels
    ) { try choice(classNames: $0) }
  }

  /// - Throws: `UsageError` for a class that there is not, or bounds in the wrong order.
  func choice(classNames: [String]) throws -> ImageChoice {
    func number(_ text: String) throws -> Int {
      if let place = classNames.firstIndex(of: text) { return place }
      if let number = Int(text), classNames.indices.contains(number) { return number }
      throw UsageError(
        "--pairs: expected classes among \(Excerpt.list(classNames)), found \(Excerpt.quoted(text))"
      )
    }
    var choice = ImageChoice()
    if self.wrong || self.misclassified { choice.isRight = false }
    if self.right { choice.isRight = true }
    choice.pairs = try self.pairs.map { pairs in
      try pairs.map {
        .init(label: try number($0.label), predicted: try number($0.predicted))
      }
    }
    if !self.between.isEmpty {
      guard self.between.count == 2, self.between[0] <= self.between[1] else {
        throw UsageError("--between: expected two numbers, the smaller first")
      }
      choice.margin = self.between[0]...self.between[1]
    }
    return choice
  }
}

extension Arguments where Options == ChosenImageOptions {
  func request() -> ChosenImageRequest {
    var request = ChosenImageRequest(self.data.request(), self.choice.request())
    request.listed = self.indices.map { list in
      { try list.indices(below: $0, option: "indices") }
    }
    request.limit = self.limit
    return request
  }
}
