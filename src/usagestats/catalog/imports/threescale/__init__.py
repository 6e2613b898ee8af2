"""Resources of the 3scale operator → a draft; `document` puts it together.

documents ─ resources ─▶ Backend, Product ─ owners ─▶ metrics, methods and rules
                         Product ─ products, authentication, plans ─▶ hosts, mounts, identify, plans
                         Application ─ applications ─▶ rows of applications.csv
"""
