import Testing

import Terminal

@Suite struct HelpTests {
  private func help(_ words: String..., width: Int = 80) throws -> String {
    guard case .show(let text) = try Sample.root.parse(words, width: width) else {
      throw Failure()
    }
    return text
  }

  @Test func root() throws {
    let expected = """
      Example:
        misclass study --out study

      Say why image classifiers err.

      Usage:
        misclass COMMAND [options]
        misclass help COMMAND

      Learn:
        train          Train a network

      Explain:
        confusion      Count mistakes
        erase          Erase causes
        erase sweep    Erase again and again
        data info      Count images

      Help:
        help           Show the help of the program or of a command
        completions    Print a script that completes commands and options in a shell
        manual         Print the manual page, for man(1)

      Options:
        -V, --version  Show the version.
        -h, --help     Show this text.

      """
    #expect(try help("--help") == expected)
    #expect(try help("-h") == expected)
    #expect(try help("help") == expected)
  }

  @Test func command() throws {
    let expected = """
      Example:
        misclass train --arch resnet20 --data planted --out run

      Train a network.

      Reads images, trains, and writes the best weights, the metrics and the
      predictions into the output directory.

      An interrupted run goes on where it stopped.

      Usage:
        misclass train --arch NAME [options]

      Options:
            --arch NAME  The network. (required)
            --epochs N   Passes over the training images, each in an order of its own.
                         (default: 10)
            --augment    Crop and flip.
        -o, --out FILE   Where the weights go.

      Advanced options:
            --learning-rate-schedule NAME
                         How the rate falls. (default: cosine)

      Common options:
            --threads N  Threads to work with, 1 to 256; results do not depend on it.
                         (default: all processors)
            --seed S     Seed of all random choices. (default: 0)
        -f, --force      Replace output that exists.
        -q, --quiet      Show neither progress nor remarks.
        -h, --help       Show this text.

      """
    #expect(try help("train", "--help") == expected)
    #expect(try help("help", "train") == expected)
  }

  @Test func alternativesAreShown() throws {
    let text = try help("help", "erase", "sweep")
    #expect(
      text.contains(
        "  misclass erase sweep (--model RUN | --ensemble RUN...) --out DIR [options]\n"))
    #expect(try text == help("erase", "sweep", "--help"))
  }

  @Test func helpWinsOverWhatIsWrong() throws {
    #expect(try help("train", "--bogus", "-h") == help("train", "--help"))
    #expect(try help("data", "--help").contains("misclass data info [options]"))
    #expect(
      try help("data", "info", "--help").contains("misclass data info DIR [FILE...] [options]"))
    #expect(throws: UsageError.self) { try help("data", "info", "--bogus", "--", "--help") }
  }

  @Test(arguments: [40, 60, 80, 120])
  func linesKeepToTheWidth(width: Int) throws {
    let lines = try help("confusion", "--help", width: width).split(separator: "\n")
    for line in lines where !line.contains("misclass") {
      #expect(line.count <= width)
      #expect(line.last != " ")
    }
  }

  @Test func version() throws {
    #expect(try help("--version") == "misclass 1.0\n")
    #expect(try help("-V") == "misclass 1.0\n")
  }
}
