print("misclass")
