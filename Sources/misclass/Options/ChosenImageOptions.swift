import Terminal

/// Which images of a split a command works on.
struct ChosenImageOptions: OptionGroup {
  let data = DataOptions()
  let misclassified = Option(
    flag: "misclassified", help: "Take the images that the model gets wrong.")
  let indices = Option(
    "indices", "LIST", .indexList, help: "Take these images, such as 0,5,9 or 0-99.")
  let limit = Option(
    "limit", "N", .int(in: 1...Int.max), help: "Take the first N of those images only.")

  var rules: [OptionRule] { [.atMostOne(of: misclassified, indices)] }
}
