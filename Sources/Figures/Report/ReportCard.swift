extension ModelsReport {
  /// One image, and everything that is known of how it was classified.
  package struct Card: Sendable {
    /// The classes that one or several models take the image for, alike.
    package struct Answer: Sendable {
      package var predicted: Int
      /// The places of the models.
      package var models: [Int]
      /// Of the class, 0...1, on average over the models that have scores.
      package var probability: Double?
      /// Of the true class.
      package var trueProbability: Double?

      package init(
        predicted: Int, models: [Int], probability: Double? = nil, trueProbability: Double? = nil
      ) {
        self.predicted = predicted
        self.models = models
        self.probability = probability
        self.trueProbability = trueProbability
      }
    }

    /// A picture from a file, as it stands there.
    package struct Picture: Sendable {
      package var png: [UInt8]
      package var words: String
      /// Whether enlarging shows each pixel as a square, as suits very small pictures.
      package var showsPixels: Bool

      package init(_ png: [UInt8], words: String, showsPixels: Bool = true) {
        self.png = png
        self.words = words
        self.showsPixels = showsPixels
      }
    }

    /// A rectangle of the first picture, in shares of its sides.
    package struct Region: Sendable {
      package var top: Double
      package var left: Double
      package var height: Double
      package var width: Double
      package var words: String

      package init(
        top: Double, left: Double, height: Double, width: Double, words: String
      ) {
        (self.top, self.left, self.height, self.width) = (top, left, height, width)
        self.words = words
      }
    }

    /// What another command, or people, say of the image.
    package struct Note: Sendable {
      package var title: String
      package var words: String

      package init(_ title: String, _ words: String) {
        self.title = title
        self.words = words
      }
    }

    /// Its place in the data.
    package var image: Int
    /// Its file's name, or its number.
    package var name: String
    package var label: Int
    /// By how many models have them, most first.
    package var answers: [Answer]
    /// The image first, then maps of it.
    package var pictures: [Picture] = []
    package var regions: [Region] = []
    package var notes: [Note] = []
    /// That something beside the object led to the mistake, 0...1, where that was judged.
    package var interference: Double?

    package init(image: Int, name: String, label: Int, answers: [Answer]) {
      self.image = image
      self.name = name
      self.label = label
      self.answers = answers
    }
  }

  /// The cards of the images of one class that models take for another, or for what it is.
  package struct CellCards: Sendable {
    package var label: Int
    package var predicted: Int
    /// How many images there are, shown or not.
    package var total: Int
    package var cards: [Card]
    /// Images of this cell whose cards stand in another, as models differ.
    package var elsewhere: [Int]

    package init(label: Int, predicted: Int, total: Int, cards: [Card], elsewhere: [Int] = []) {
      self.label = label
      self.predicted = predicted
      self.total = total
      self.cards = cards
      self.elsewhere = elsewhere
    }
  }

  /// The images that a line of a table is about.
  package enum Target: Sendable {
    case cell(label: Int, predicted: Int)
    case label(Int)
    /// Images that some models get wrong and others right.
    case models(wrong: [Int], right: [Int])
    /// Images that so many models get wrong.
    case wrongIn(Int)
  }
}
