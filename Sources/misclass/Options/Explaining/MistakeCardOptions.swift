import Studies
import Terminal

/// What is put on the cards of mistakes.
struct MistakeCardOptions: OptionGroup {
  let cards = Option(
    "cards", "N", .int(in: 1...10_000),
    help: "Write a card for each mistake (cards.json), and draw the first N (cards.svg, "
      + "cards.png).")
  let train = Option(
    "train", "DIR", .inputPath,
    help: "The images that the model was trained on: the nearest of both classes, and "
      + "near-duplicates, are put on the cards.")
  let predictions = Option(
    several: "predictions", "FILE", .inputFile,
    help: "What other models predicted for the same images.", atLeast: 1)
  let humans = Option(
    "humans", "FILE.npy", .inputFile,
    help: "How many people chose each class, images x classes, such as CIFAR-10H's counts.")
  let superclasses = Option(
    "superclasses", "FILE.csv", .inputFile,
    help: "Lines class,superclass: whether a mistake stays within one is put on its card.")

  var rules: [OptionRule] {
    [
      .option(train, needs: cards), .option(predictions, needs: cards),
      .option(humans, needs: cards), .option(superclasses, needs: cards),
    ]
  }
}

extension Arguments where Options == MistakeCardOptions {
  func request() -> CardRequest {
    var request = CardRequest()
    request.drawn = self.cards
    request.training = self.train
    request.predictions = self.predictions
    request.humans = self.humans
    request.superclasses = self.superclasses
    return request
  }
}
