import not_installed

app = not_installed.App()
