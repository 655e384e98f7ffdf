import Interchange
import Misclassification
import Terminal

/// Which classes figures and tables show by name, and in which order.
struct ClassViewOptions: OptionGroup {
  let shown = Option(
    "classes-shown", "N|A,B,…", .shownClasses,
    help: "Show the N classes that are taken for each other most, or these, and all others as "
      + "one, in pictures and pages; CSV and JSON hold every class.",
    otherwise: "all classes of few")
  let order = Option(
    "order", "ORDER", .choice(of: ClassView.Order.self),
    help: "How classes are ordered: \(ClassView.Order.listed); likeness puts those side by side "
      + "that are taken for each other.", otherwise: "given, and likeness of many classes")
}

extension ValueKind where Value == ClassView.Shown {
  static var shownClasses: Self {
    Self(expected: "a number of classes, at least 1 and at most 100, or names parted by commas") {
      text in
      if let count = Int(text) { return (1...100).contains(count) ? .confused(count) : nil }
      let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let fit = names.count <= 100 && !names.contains("") && Set(names).count == names.count
      return fit ? .named(names) : nil
    }
  }
}

extension Arguments where Options == ClassViewOptions {
  /// What is shown of so many classes; nil where there are more than have room by name, and
  /// nothing else was asked for.
  func view(classCount: Int, most: Int) -> ClassView? {
    if self.shown == nil, classCount > most { return nil }
    return ClassView(shown: self.shown ?? .all, order: self.order ?? .given)
  }

  /// The classes that are shown by name, for pages that show some of many.
  func classes(of models: CountedModels, most: Int, of many: Int) throws -> [Int] {
    let count = models.classNames.count
    let view =
      view(classCount: count, most: most)
      ?? ClassView(shown: .confused(many), order: self.order ?? .likeness)
    return try classes(view, models)
  }

  /// - Throws: `UsageError` for a class that there is not.
  func classes(_ view: ClassView, _ models: CountedModels) throws -> [Int] {
    do {
      return try view.classes(
        ConfusionCounts.sum(of: models.counts), classNames: models.classNames)
    } catch let error as MisclassificationError {
      throw UsageError("--classes-shown: \(error)")
    }
  }
}
